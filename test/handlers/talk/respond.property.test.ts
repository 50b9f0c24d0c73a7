import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Action } from '../../../flows/engine/events.ts';
import { isLook } from '../../../flows/engine/look.ts';
import { step } from '../../../flows/engine/step.ts';
import { currentState, type Questions } from '../../../handlers/queries/questions.ts';
import type { Review } from '../../../handlers/queries/reviews.ts';
import { open } from '../../../handlers/screens/screen.ts';
import type { BotAction } from '../../../handlers/talk/bot-action.ts';
import type { Card, Conversation } from '../../../handlers/talk/conversation.ts';
import type { Draft } from '../../../handlers/talk/draft.ts';
import type { BotOutput } from '../../../handlers/talk/output.ts';
import type { Response } from '../../../handlers/talk/situation.ts';
import { type AskedInMemory, homeFacts, openQuestions } from '../../support/answer-in-memory.ts';
import { choiceStep, choicesStep, flowOf, listStep, numberStep, textStep } from '../../support/flows.ts';
import { newConversation, nextYear, reviewOf } from '../../support/new-conversation.ts';

const FIRST = reviewOf(
  flowOf([
    choiceStep('level'),
    textStep('politics'),
    listStep('promises'),
    choicesStep('faults'),
    numberStep('share'),
    textStep('rank', { required: false, long: false }),
  ]),
);
const YEARS: readonly Review[] = [FIRST, { ...FIRST, ...nextYear(), flow: FIRST.flow }];
/** Another form, about something else, that is asked beside the review or not. */
const OTHER: Questions = {
  identity: { form: 'other', cycle: null, subject: { kind: 'thing', id: '1' }, author: 'A' },
  flow: flowOf([textStep('politics'), choiceStep('rank'), textStep('plan', { long: false })]),
  earlier: () => undefined,
  due: null,
};
const WORDS = [
  'menu',
  'trợ giúp',
  'ngôn ngữ',
  'riêng tư',
  'xóa',
  'bắt đầu',
  'làm tiếp',
  'tổng quan',
  'xem lại',
];
const TEXTS = ['xong', 'quay lại', 'hoàn tác', 'nộp', '1', '2', 'mở 1', 'mở 4', 'ok', 'lưu', 'câu cũ', 'bỏ'];
const ANSWERS = [
  'Năm qua tôi học đủ các nghị quyết.',
  '- một việc\n- hai việc',
  'vững vàng, gương mẫu',
  'TỐI MẬT',
];
const DRAFTS = ['draft X-2026', 'draft X-2027', 'draft other'];
const NEWS: BotOutput = {
  ...{ type: 'screen', screen: 'home', facts: homeFacts(null), news: true },
  ...{ choices: [], actions: [open('privacy')] },
};

const NEWS_OF_OTHER: BotOutput = { ...NEWS, actions: [{ do: 'begin', form: 'other' }] };

const text = fc.constantFrom(...WORDS, ...TEXTS, ...ANSWERS);
const move = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('write'), text }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('press'), back: fc.nat(4), place: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('press'), back: fc.nat(60), place: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reply'), back: fc.nat(20), text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('recorded'), draft: fc.constantFrom(...DRAFTS) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('news'), of: fc.constantFrom('screen', 'form') }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'restored' } as const, { do: 'lose' } as const) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask'), year: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ask-other'), isAsked: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.constantFrom(6, 90, 50_000) }) },
);
type Move = typeof move extends fc.Arbitrary<infer One> ? One : never;

/** One event as it went. */
interface Happened {
  move: Move;
  before: Conversation;
  drafts: ReadonlyMap<string, Draft>;
  draftsAfter: ReadonlyMap<string, Draft>;
  response: Response;
  after: Conversation;
  /** What was pressed: the card, if it was alive, and what its button offered. */
  card?: Card | undefined;
  offer?: BotAction | undefined;
  asked: AskedInMemory;
  at: string;
}

/** A person in two years and with two forms, with all cards that they ever saw. */
function createWorld() {
  const options: { review: Review | null; others: Questions[] } = { review: FIRST, others: [OTHER] };
  const person = newConversation(options);
  const { memory } = person;
  const shown: string[] = [];
  let seconds = 0;
  person.write('menu');

  function answer(one: Move): Response | undefined {
    const cardAt = (back: number) => shown.at(-1 - (back % Math.max(1, shown.length))) ?? '';
    switch (one.do) {
      case 'write':
        return person.write(one.text, seconds);
      case 'press':
        return person.press(cardAt(one.back), one.place, seconds);
      case 'reply':
        return person.reply(cardAt(one.back), one.text, seconds);
      case 'recorded':
        return person.act({ type: 'recorded', draft: one.draft, number: 1, command: 'c' }, seconds);
      case 'news':
        return person.tell(one.of === 'form' ? NEWS_OF_OTHER : NEWS, seconds);
      case 'restored':
        return person.act({ type: 'restored' }, seconds);
      case 'lose':
        person.lose();
        return person.write('menu', seconds);
      case 'ask':
        options.review = YEARS[one.year] ?? null;
        return undefined;
      case 'ask-other':
        options.others = one.isAsked ? [OTHER] : [];
        return undefined;
      case 'wait':
        seconds += one.seconds;
        return undefined;
    }
  }

  return (one: Move): Happened | undefined => {
    seconds += 3;
    const before = memory.conversation;
    const drafts = new Map(memory.drafts);
    const pressed = one.do === 'press' ? shown.at(-1 - (one.back % Math.max(1, shown.length))) : undefined;
    const card = before.cards.live.find(({ id }) => id === pressed);
    const response = answer(one);
    if (response === undefined) return undefined;
    shown.push(...response.outputs.flatMap(({ card: id }) => (id === null ? [] : [id])));
    const offer =
      one.do === 'press' ? [...(card?.choices ?? []), ...(card?.actions ?? [])][one.place] : undefined;
    const asked = { ...options };
    const at = response.cards.live.at(-1)?.at ?? '';
    const draftsAfter = new Map(memory.drafts);
    const after = memory.conversation;
    return { move: one, before, drafts, draftsAfter, response, after, card, offer, asked, at };
  };
}

function everyMove(check: (happened: Happened) => void): void {
  fc.assert(
    fc.property(fc.array(move, { minLength: 1, maxLength: 60, size: 'max' }), (moves) => {
      const take = createWorld();
      for (const one of moves) {
        const happened = take(one);
        if (happened !== undefined) check(happened);
      }
    }),
    { numRuns: 80, examples: [[BOTH_FORMS]] },
  );
}

/** Works at both forms in turns, which chance does not always bring about. */
const BOTH_FORMS: Move[] = [
  ...[{ do: 'write', text: 'bắt đầu' } as const, { do: 'write', text: '1' } as const],
  ...[{ do: 'news', of: 'form' } as const, { do: 'write', text: 'mở 1' } as const],
  ...ANSWERS.map((answer) => ({ do: 'write', text: answer }) as const),
  ...[{ do: 'write', text: 'menu' } as const, { do: 'write', text: 'làm tiếp' } as const],
  ...ANSWERS.map((answer) => ({ do: 'write', text: answer }) as const),
];

function answersOf({ response }: Happened): string[] {
  return Object.keys(response.draft?.result.answers ?? {});
}

test('at most nine cards are alive, the one in front among them, and each is there once', () => {
  everyMove(({ after: { cards } }) => {
    const ids = cards.live.map(({ id }) => id);
    expect(ids.length).toBeLessThanOrEqual(9);
    expect(new Set([...ids, ...cards.replaced.map(({ id }) => id)]).size).toBe(
      ids.length + cards.replaced.length,
    );
    if (cards.front !== null) expect(ids).toContain(cards.front);
  });
});

test('news changes neither where the person is nor the card in front, whenever it comes', () => {
  everyMove(({ move: { do: name }, before, after, response }) => {
    if (!['news', 'recorded', 'restored'].includes(name)) return;
    expect(after.head).toEqual(before.head);
    expect(after.cards.front).toBe(before.cards.front);
    const inFront = ({ cards }: Conversation) => cards.live.find(({ id }) => id === cards.front);
    expect(inFront(after)).toEqual(inFront(before));
    expect(response.outputs.map(({ replaces }) => replaces)).toEqual(response.outputs.map(() => null));
  });
});

test('a press on a live card does what its offer names, on its own draft, or is told why not', () => {
  everyMove((happened) => {
    const { card, offer, response, drafts, asked } = happened;
    if (offer === undefined || card === undefined || response.toast !== undefined) return;
    if (offer.do === 'open') {
      expect(response.outputs.at(-1)?.output).toMatchObject({ type: 'screen', screen: offer.screen });
    } else if (offer.do === 'begin') {
      const of = offer.form === 'other' ? asked.others?.[0] : asked.review;
      expect(response.draft?.identity).toEqual(of?.identity);
    } else if (offer.do === 'language') expect(response.head.language).toBe(offer.to);
    else if (offer.do === 'unlink') expect(response.unlinks).toBe(true);
    else if ('draft' in card.shows) {
      const draft = drafts.get(card.shows.draft);
      const questions = openQuestions(asked, draft ?? null);
      const { at } = happened;
      if (questions === null) {
        // What is not asked any longer is read, and nothing in it changes.
        expect(isLook({ type: 'action', action: offer as Action, at })).toBe(true);
        expect(response.draft?.result).toMatchObject({ answers: {}, texts: [], effects: [] });
        expect(response.head.at).toEqual({ screen: 'home' });
        return;
      }
      const state = currentState(questions, { state: draft?.state, at });
      const result = step(questions.flow, state, { type: 'action', action: offer as Action, at });
      expect(response.draft).toMatchObject({ id: card.shows.draft, result });
    }
  });
});

test('a press changes no answer but of the draft that its card showed; what is not alive changes none, and says so', () => {
  everyMove((happened) => {
    const {
      move: { do: name },
      card,
      offer,
      response,
    } = happened;
    if (name !== 'press') return;
    if (offer === undefined) expect(response.toast).toBeDefined();
    if (answersOf(happened).length === 0) return;
    expect(offer).toBeDefined();
    expect(response.draft?.id).toBe(
      card !== undefined && 'draft' in card.shows ? card.shows.draft : undefined,
    );
  });
});

test('what is written is only ever stored in the draft in front, while it is asked for', () => {
  everyMove(({ before, response, asked }) => {
    if ((response.draft?.result.texts ?? []).length === 0) return;
    expect(response.draft?.id).toBe(before.head?.draft);
    expect(openQuestions(asked, response.draft)).not.toBeNull();
  });
});

test('two drafts of two forms keep their answers to themselves, in whatever turns they are worked at', () => {
  const answered = new Set<string | undefined>();
  everyMove((happened) => {
    const { drafts, draftsAfter, response } = happened;
    const changed = response.draft?.id;
    for (const [id, draft] of drafts) if (id !== changed) expect(draftsAfter.get(id)).toBe(draft);
    if (changed === undefined) return;
    expect(draftsAfter.get(changed)?.identity).toEqual((drafts.get(changed) ?? response.draft)?.identity);
    if (answersOf(happened).length > 0) answered.add(response.draft?.identity.form);
  });
  expect(answered).toEqual(new Set(['self-review', 'other']));
});
