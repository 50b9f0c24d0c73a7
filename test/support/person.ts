import { loadLocales } from '../../bot/i18n.ts';
import type { Answers } from '../../flows/engine/state.ts';
import type { Flow } from '../../flows/forms/definition.ts';
import type { Input } from '../../handlers/ports.ts';
import type { BotAction } from '../../handlers/talk/bot-action.ts';
import { toHandle } from '../../handlers/talk/handle.ts';
import type { BotOutput } from '../../handlers/talk/output.ts';
import type { Response } from '../../handlers/talk/situation.ts';
import { answerInMemory, createMemory, reviewIn } from './answer-in-memory.ts';
import { readAnswer } from './flows.ts';

const { vocabulary } = await loadLocales();

/** A person in conversation with the pure part of the product. */
export interface Person {
  write(text: string): Response;
  act(input: Input): Response;
  /** Presses the button of the newest card that does this. */
  press(name: string): Response;
  /** What the last event was answered with. */
  said(): readonly BotOutput[];
  answers(): Answers;
  /** An answer in words. */
  answer(step: string): unknown;
}

/** A person at the first question of a review, who does something every second. */
export function beginReview(flow: Flow): Person {
  let now = Date.parse('2026-11-23T02:00:00Z');
  let cards = 0;
  let said: readonly BotOutput[] = [];
  const memory = createMemory();
  const words = new Map<number, string>();
  const cycle = { cycle: 'X-2026', year: 2026, draftsDue: '2026-12-01', papersBefore: '2026-12-20' };
  const review = reviewIn('X-2026', {
    ...{ cycle, flow, earlier: () => undefined },
    packOf: () => ({ id: 'sample', version: 'one' }),
  });

  function act(input: Input): Response {
    now += 1_000;
    cards += 1;
    const response = answerInMemory(memory, {
      situation: {
        event: { at: new Date(now).toISOString(), input, address: { channel: 'any', chat: 'A' } },
        vocabulary,
        cardId: String(cards).padStart(22, '0'),
      },
      asked: { review },
    });
    for (const { id, text } of response.draft?.result.texts ?? []) words.set(id, text);
    for (const id of response.draft?.result.dropped ?? []) words.delete(id);
    said = response.outputs.map(({ output }) => output);
    return response;
  }

  function press(name: string): Response {
    const { live, front } = memory.conversation.cards;
    const card = live.find(({ id }) => id === front);
    const offers = [...(card?.choices ?? []), ...(card?.actions ?? [])];
    const place = offers.findIndex((action) => nameOf(action) === name);
    if (place === -1) throw new Error(`no "${name}" among ${JSON.stringify(offers)}`);
    return act({ type: 'press', handle: toHandle(card?.id ?? '', place) });
  }

  const person: Person = {
    write: (text) => act({ type: 'text', text }),
    act,
    press,
    said: () => said,
    answers: () => memory.conversation.draft?.state.draft.answers ?? {},
    answer: (step) => readAnswer(memory.conversation.draft?.state.draft.answers[step], words),
  };
  person.write('menu');
  press('begin');
  return person;
}

/** What an action does: of one that leads into a form, what it does there. */
export function nameOf(action: BotAction): string {
  return action.do === 'begin' && action.way !== undefined ? action.way.do : action.do;
}
