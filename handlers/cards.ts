import type { Head, Prompt, Say } from './conversation.ts';
import type { Answered, CardedSay, Response, Situation } from './situation.ts';
import { wordOf } from './vocabulary.ts';

/** After so long a question is asked again in full. */
const LONG_AGO_MS = 60 * 60 * 1000;

/** Gives the last thing that can be pressed its handles, and lets it take the place of the same card. */
export function withCards(situation: Situation, answered: Answered & { before: Head }): Response {
  const { promptId, event } = situation;
  const { before, flow, unlinks } = answered;
  const rest = { flow, ...(unlinks === undefined ? {} : { unlinks }) };
  const said = [...notices(situation), ...answered.says.map((say) => ({ say }))];
  const last = said.findLast(({ say }) => hasOffers(say));
  if (last === undefined) {
    return {
      ...rest,
      head: answered.head,
      says: said.map((one) => ({ ...one, prompt: null, replaces: null })),
    };
  }
  const prompt = toPrompt(promptId, last.say);
  const inPlace = changesInPlace(situation, before) && before.prompt?.card === prompt.card;
  const brief: { brief?: true } = !inPlace && standsAbove(last.say, before, event.at) ? { brief: true } : {};
  return {
    ...rest,
    head: withPrompt(answered.head, prompt, event.at),
    says: said.map((one) => ({
      ...one,
      ...(one === last ? { say: { ...last.say, ...brief } } : {}),
      prompt: one === last ? promptId : null,
      replaces: one === last && inPlace ? (before.prompt?.id ?? null) : null,
    })),
  };
}

/** What is said before the answer itself: of a restored conversation, and to the person's other chats. */
function notices({ restoredFrom, event }: Situation): Omit<CardedSay, 'prompt' | 'replaces'>[] {
  const { at, input, address } = event;
  const restored =
    restoredFrom === undefined
      ? []
      : [{ say: { type: 'restored' as const, at: restoredFrom?.toISOString() ?? null } }];
  const others = input.type === 'joined' ? input.others : [];
  return [
    ...restored,
    ...others.map((to) => ({
      to,
      say: { type: 'linked-elsewhere' as const, at, ended: to.channel === address.channel },
    })),
  ];
}

function hasOffers(say: Say): boolean {
  return 'actions' in say && say.actions.length + say.choices.length > 0;
}

/**
 * A press changes the card it was on; so does the rest of a text that the channel had cut, and the next file of an
 * album, unless the card says more of the last one.
 */
function changesInPlace({ event: { input } }: Situation, before: Head): boolean {
  if (input.type === 'press' || (input.type === 'text' && input.continues === true)) return true;
  const isNext = input.type === 'file' && input.album !== undefined && input.album === before.album;
  return isNext && before.captioned !== true;
}

/** Whether a question with a problem repeats what the person read last, a short while ago. */
function standsAbove(say: Say, { prompt, past }: Head, at: string): boolean {
  if (say.type !== 'question' || say.problem === undefined) return false;
  const isShort = past === null || Date.parse(at) - Date.parse(past.replacedAt) < LONG_AGO_MS;
  return isShort && [`question ${say.step}`, `saved ${say.step}`].includes(prompt?.card ?? '');
}

function withPrompt(head: Head, prompt: Prompt, at: string): Head {
  const past = head.prompt === null ? head.past : { id: head.prompt.id, replacedAt: at };
  return { ...head, prompt, past };
}

function toPrompt(id: string, say: Say): Prompt {
  const card = 'step' in say ? `${say.type} ${say.step}` : say.type;
  if (!('actions' in say)) return { id, card, choices: [], actions: [], words: [] };
  const { choices, actions } = say;
  return { id, card, choices, actions, words: actions.map((action) => wordOf(action, say)) };
}
