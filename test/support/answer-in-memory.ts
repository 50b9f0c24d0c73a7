import { isLook } from '../../flows/engine/look.ts';
import { isOutcome } from '../../flows/engine/outcome.ts';
import { currentState, type Questions } from '../../handlers/queries/questions.ts';
import { type ReviewStanding, standingOf } from '../../handlers/queries/review-standing.ts';
import type { Review } from '../../handlers/queries/reviews.ts';
import type { Conversation } from '../../handlers/talk/conversation.ts';
import { decide, decideClosed } from '../../handlers/talk/decide.ts';
import type { Draft } from '../../handlers/talk/draft.ts';
import type { BotOutput } from '../../handlers/talk/output.ts';
import { respond } from '../../handlers/talk/respond.ts';
import type { Decision, Loaded, Response, Situation } from '../../handlers/talk/situation.ts';
import { isWrittenIn } from '../../handlers/talk/stored-already.ts';
import { type DraftIdentity, isSameIdentity } from '../../models/review/draft.ts';

/** A conversation whose drafts are kept in memory. */
export interface Memory {
  conversation: Conversation;
  drafts: Map<string, Draft>;
}

export function createMemory(): Memory {
  const cards = { front: null, live: [], replaced: [] };
  return {
    conversation: { person: 'A', revision: 0, head: null, cards, draft: null },
    drafts: new Map(),
  };
}

/** A review of the person `A`. */
export function reviewIn(cycle: string, rest: Omit<Review, 'identity' | 'due'>): Review {
  const identity = { form: 'self-review', cycle, subject: { kind: 'person', id: 'A' }, author: 'A' } as const;
  return { ...rest, identity, due: rest.cycle.draftsDue };
}

/** What a person is asked in memory. */
export interface AskedInMemory {
  /** The review that the open cycle asks of the person; null if none does. */
  review: Review | null;
  /** What the drafts of other forms are asked, while they are. */
  others?: readonly Questions[];
  /** All that drafts were asked before. */
  closed?: readonly Questions[];
}

/** Answers one event, and keeps what that changes. */
export function answerInMemory(
  memory: Memory,
  wish: { situation: Omit<Situation, 'conversation' | 'front'>; asked: AskedInMemory },
): Response {
  const { conversation } = memory;
  const front = openQuestions(wish.asked, conversation.draft);
  const situation = { ...wish.situation, conversation, front };
  let decision = decide(situation);
  let loaded = load(memory, { ...wish, situation, decision });
  if (loaded.type === 'closed') {
    decision = decideClosed(decision, loaded);
    loaded = load(memory, { ...wish, situation, decision });
  }
  const response = respond(situation, { decision, loaded });
  keep(memory, response);
  return response;
}

/** What a draft is asked; null where it is not asked any longer. */
export function openQuestions(
  { review, others = [] }: AskedInMemory,
  draft: { identity: DraftIdentity } | null,
): Questions | null {
  const open = review === null ? others : [review, ...others];
  return draft === null ? null : (open.find((one) => isSameIdentity(one.identity, draft.identity)) ?? null);
}

/** Tells the person something, as news does, and keeps what that changes. */
export function tellInMemory(
  memory: Memory,
  wish: { situation: Omit<Situation, 'conversation' | 'front'>; output: BotOutput },
): Response {
  const { conversation } = memory;
  if (conversation.head === null) throw new Error('nobody is there to be told');
  const next = { do: 'say', outputs: [wish.output] } as const;
  const response = respond(
    { ...wish.situation, conversation, front: null },
    { decision: { head: conversation.head, next }, loaded: { type: 'nothing' } },
  );
  keep(memory, response);
  return response;
}

function keep(memory: Memory, response: Response): void {
  if (response.draft !== null) memory.drafts.set(response.draft.id, response.draft);
  memory.conversation = {
    ...memory.conversation,
    revision: memory.conversation.revision + 1,
    head: response.head,
    cards: response.cards,
    draft: memory.drafts.get(response.head.draft ?? '') ?? null,
  };
}

function load(
  memory: Memory,
  of: { situation: Situation; asked: AskedInMemory; decision: Decision },
): Loaded {
  const { situation, asked } = of;
  const { next } = of.decision;
  const { at } = situation.event;
  const { review, others = [], closed = [] } = asked;
  const draftOf = ({ identity }: Questions) =>
    [...memory.drafts.values()].find((draft) => isSameIdentity(draft.identity, identity));
  if (next.do === 'say') return { type: 'nothing' };
  if (next.do === 'show') {
    const standing = review === null ? null : standingOf(review, { state: draftOf(review)?.state, at });
    return { type: 'screen', facts: factsOf(next.screen, standing) };
  }
  if ('form' in next.draft) {
    const { form } = next.draft;
    const questions = [review, ...others].find((one) => one?.identity.form === form) ?? null;
    if (questions === null) return lookAt(closed.find((one) => one.identity.form === form));
    const { identity } = questions;
    const draft = draftOf(questions) ?? { id: `draft ${identity.cycle ?? form}`, identity };
    return { type: 'draft', draft, questions, state: stateOf(draft.id, questions) };
  }
  const { draft: wish } = next;
  const all = [...memory.drafts.values()];
  const draft =
    'message' in wish
      ? all.find(({ state }) => isWrittenIn(state, wish.message))
      : memory.drafts.get(wish.id);
  if (draft === undefined) return { type: 'nothing' };
  const before = isOutcome(next.event)
    ? closed.find((one) => isSameIdentity(one.identity, draft.identity))
    : undefined;
  const questions = openQuestions(asked, draft) ?? before;
  if (questions === undefined) {
    return 'message' in wish
      ? { type: 'unchangeable', form: draft.identity.form, problem: 'edit-too-late' }
      : lookAt(closed.find((one) => isSameIdentity(one.identity, draft.identity)));
  }
  return { type: 'draft', draft, questions, state: stateOf(draft.id, questions) };

  /** A draft that is not asked for any longer can still be read. */
  function lookAt(known: Questions | undefined): Loaded {
    const draft = known === undefined ? undefined : draftOf(known);
    if (known === undefined || draft === undefined) return { type: 'closed' };
    if (next.do !== 'step' || !isLook(next.event)) {
      return { type: 'closed', ...(draft.identity.cycle === null ? {} : { ended: draft.identity.form }) };
    }
    return { type: 'draft', draft, questions: known, state: stateOf(draft.id, known), closed: true };
  }

  function stateOf(id: string, questions: Questions) {
    return currentState(questions, { state: memory.drafts.get(id)?.state, at });
  }
}

/** What screens show of a review; nothing but of those that tell of it. */
function factsOf(screen: string, standing: ReviewStanding | null): unknown {
  switch (screen) {
    case 'home':
      return homeFacts(standing);
    case 'data':
      return { standing, account: null };
    case 'delegation':
      return { isAsked: standing !== null, delegate: null, entries: [], answering: [] };
    case 'erase':
      return { answered: standing?.started === true ? standing.answered : 0 };
    default:
      return null;
  }
}

/** What home shows of a review. */
export function homeFacts(standing: object | null) {
  return { tasks: [{ form: 'self-review', facts: { standing } }] };
}
