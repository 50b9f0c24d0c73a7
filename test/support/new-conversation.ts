import { loadLocales } from '../../bot/i18n.ts';
import type { Flow } from '../../flows/forms/definition.ts';
import type { Input } from '../../handlers/ports.ts';
import type { Questions } from '../../handlers/queries/questions.ts';
import type { Review } from '../../handlers/queries/reviews.ts';
import { toHandle } from '../../handlers/talk/handle.ts';
import type { BotOutput } from '../../handlers/talk/output.ts';
import type { News, Response } from '../../handlers/talk/situation.ts';
import { answerInMemory, createMemory, reviewIn, tellInMemory } from './answer-in-memory.ts';
import { choiceStep, flowOf, textStep } from './flows.ts';

const { vocabulary } = await loadLocales();
const FLOW = flowOf([choiceStep('level'), textStep('politics'), choiceStep('rank')]);
/** A review of three questions: level, politics, rank. */
export const REVIEW = reviewOf(FLOW);
const START = Date.parse('2026-11-23T02:00:00Z');

/** A review of the year 2026 that asks these questions. */
export function reviewOf(asked: Flow): Review {
  return reviewIn('X-2026', {
    cycle: { cycle: 'X-2026', year: 2026, draftsDue: '2026-12-01', papersBefore: '2026-12-20' },
    flow: asked,
    earlier: () => undefined,
    packOf: () => ({ id: 'sample', version: 'one' }),
  });
}

/** The same review, a year later. */
export function nextYear(): Review {
  return reviewIn('X-2027', { ...REVIEW, cycle: { ...REVIEW.cycle, cycle: 'X-2027', year: 2027 } });
}

/** A person at one conversation, who did nothing yet; `after` is in seconds since the start. */
export function newConversation(options: { review?: Review | null; others?: readonly Questions[] } = {}) {
  let restoredFrom: Date | undefined;
  const memory = createMemory();
  const seen: Questions[] = [];
  let cards = 0;
  const meeting = (input: Input | News, after: number) => {
    cards += 1;
    const at = new Date(START + after * 1000).toISOString();
    const lost = restoredFrom === undefined ? {} : { restoredFrom };
    restoredFrom = undefined;
    return {
      event: { at, input, address: { channel: 'any', chat: 'A' } },
      ...{ vocabulary, cardId: String(cards).padStart(22, '0'), ...lost },
    };
  };
  const asked = () => {
    const { review = REVIEW, others = [] } = options;
    for (const one of [review, ...others]) if (one !== null && !seen.includes(one)) seen.push(one);
    return { review, others, closed: seen };
  };
  const act = (input: Input | News, after = 0): Response =>
    answerInMemory(memory, { situation: meeting(input, after), asked: asked() });
  return {
    write: (text: string, after?: number) => act({ type: 'text', text }, after),
    press: (id: string, place: number, after?: number) =>
      act({ type: 'press', handle: toHandle(id, place) }, after),
    act,
    /** Writes a text that replies to the message which showed a card. */
    reply: (card: string, text: string, after = 0) =>
      answerInMemory(memory, {
        situation: { ...meeting({ type: 'text', text, replyTo: 'any' }, after), repliedTo: [card] },
        asked: asked(),
      }),
    /** Tells the person some news. */
    tell: (output: BotOutput, after = 0) =>
      tellInMemory(memory, { situation: meeting({ type: 'restored' }, after), output }),
    /** Id of the card in front. */
    card: () => memory.conversation.cards.front ?? '',
    /** Loses the conversation in Redis; the next event has to restore it. */
    lose() {
      restoredFrom = new Date(START);
    },
    answers: () => memory.conversation.draft?.state.draft.answers ?? {},
    memory,
  };
}

/** A person who stands at the first question. */
export function begun(options: { review?: Review | null; others?: readonly Questions[] } = {}) {
  const person = newConversation(options);
  person.write('menu');
  person.press(person.card(), 0);
  return person;
}
