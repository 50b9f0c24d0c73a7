import { loadLocales } from '../../bot/i18n.ts';
import type { Flow } from '../../flows/definition.ts';
import { applyResult } from '../../flows/engine.ts';
import { start } from '../../flows/start.ts';
import type { Answers } from '../../flows/state.ts';
import type { Conversation, Say } from '../../handlers/conversation.ts';
import { toHandle } from '../../handlers/handle.ts';
import type { Input } from '../../handlers/ports.ts';
import { respond } from '../../handlers/respond.ts';
import type { Response } from '../../handlers/situation.ts';
import { readAnswer } from './flows.ts';

const { vocabulary } = await loadLocales();

/** A person in conversation with the pure part of the product. */
export interface Person {
  write(text: string): Response;
  act(input: Input): Response;
  /** Presses the button of the newest card that does this. */
  press(name: string): Response;
  /** What the last event was answered with. */
  said(): readonly Say[];
  answers(): Answers;
  /** An answer in words. */
  answer(step: string): unknown;
}

/** Somebody who stands at the first question of a review, and does something every second. */
export function beginReview(flow: Flow): Person {
  let now = Date.parse('2026-11-23T02:00:00Z');
  let cards = 0;
  let said: readonly Say[] = [];
  let conversation: Conversation = { id: 'person:A', revision: 0, head: null, flow: null };
  const words = new Map<number, string>();
  const cycle = { cycle: 'X-2026', year: 2026, draftsDue: '2026-12-01', papersBefore: '2026-12-20' };
  const review = {
    key: 'self-review:X-2026',
    cycle,
    flow,
    earlier: () => undefined,
    packOf: () => ({ id: 'sample', version: 'one' }),
  };

  function act(input: Input): Response {
    now += 1_000;
    cards += 1;
    const at = new Date(now).toISOString();
    const response = respond({
      conversation,
      review,
      event: { at, input, address: { channel: 'any', chat: 'A' } },
      vocabulary,
      promptId: String(cards).padStart(22, '0'),
    });
    const { head, flow: change, says } = response;
    for (const { id, text } of change?.result.texts ?? []) words.set(id, text);
    for (const id of change?.result.dropped ?? []) words.delete(id);
    said = says.map(({ say }) => say);
    const before = conversation.flow?.state ?? start(flow, at);
    conversation = {
      ...conversation,
      head,
      flow:
        change === null ? conversation.flow : { key: change.key, state: applyResult(before, change.result) },
    };
    return response;
  }

  function press(name: string): Response {
    const prompt = conversation.head?.prompt;
    const offers = [...(prompt?.choices ?? []), ...(prompt?.actions ?? [])];
    const place = offers.findIndex((action) => action.do === name);
    if (place === -1) throw new Error(`no "${name}" among ${JSON.stringify(offers)}`);
    return act({ type: 'press', handle: toHandle(prompt?.id ?? '', place) });
  }

  const person: Person = {
    write: (text) => act({ type: 'text', text }),
    act,
    press,
    said: () => said,
    answers: () => conversation.flow?.state.answers ?? {},
    answer: (step) => readAnswer(conversation.flow?.state.answers[step], words),
  };
  person.write('menu');
  press('begin');
  return person;
}
