import { isOutcome } from '../../flows/engine/outcome.ts';
import { standingOf } from '../../handlers/queries/review-standing.ts';
import { isDraftOf, type Review, startOrAdopt } from '../../handlers/queries/reviews.ts';
import { screenOf } from '../../handlers/screens/catalogue.ts';
import type { BotOutput, Conversation, Draft } from '../../handlers/talk/conversation.ts';
import { decide, decideClosed } from '../../handlers/talk/decide.ts';
import { respond } from '../../handlers/talk/respond.ts';
import type { Decision, Loaded, Response, Situation } from '../../handlers/talk/situation.ts';

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
export function reviewIn(cycle: string, rest: Omit<Review, 'identity'>): Review {
  const identity = { form: 'self-review', cycle, subject: { kind: 'person', id: 'A' }, author: 'A' } as const;
  return { ...rest, identity };
}

/** Answers one event and stores the changes. `reviews` are all reviews that a draft of the person may belong to. */
export function answerInMemory(
  memory: Memory,
  wish: { situation: Omit<Situation, 'conversation'>; reviews: readonly Review[] },
): Response {
  const situation = { ...wish.situation, conversation: memory.conversation };
  let decision = decide(situation);
  let loaded = load(memory, { ...wish, situation, decision });
  if (loaded.type === 'closed') {
    decision = decideClosed(decision);
    loaded = load(memory, { ...wish, situation, decision });
  }
  const response = respond(situation, { decision, loaded });
  keep(memory, response);
  return response;
}

/** Tells the person some news and stores the changes. */
export function tellInMemory(
  memory: Memory,
  wish: { situation: Omit<Situation, 'conversation'>; output: BotOutput },
): Response {
  const { conversation } = memory;
  if (conversation.head === null) throw new Error('nobody is there to be told');
  const next = { do: 'say', outputs: [wish.output] } as const;
  const response = respond(
    { ...wish.situation, conversation },
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
  { situation, reviews, decision }: { situation: Situation; reviews: readonly Review[]; decision: Decision },
): Loaded {
  const { next } = decision;
  const { at } = situation.event;
  const draftOf = (review: Review) => [...memory.drafts.values()].find((draft) => isDraftOf(review, draft));
  if (next.do === 'say') return { type: 'nothing' };
  if (next.do === 'show') {
    const { review } = situation;
    const standing = review === null ? null : standingOf(review, { state: draftOf(review)?.state, at });
    const context = { standing, describeAccount: () => Promise.resolve(null) };
    const subject = { person: memory.conversation.person, ...next.params };
    return { type: 'screen', facts: screenOf(next.screen).load(context, subject) };
  }
  const present = next.draft === 'review' ? undefined : memory.drafts.get(next.draft.id);
  const review = present === undefined ? situation.review : reviews.find((one) => isDraftOf(one, present));
  if (review === null || review === undefined) return { type: 'nothing' };
  if (review !== situation.review && !isOutcome(next.event)) return { type: 'closed' };
  const draft = present ??
    draftOf(review) ?? { id: `draft ${review.identity.cycle}`, identity: review.identity };
  const state = startOrAdopt(review, { state: memory.drafts.get(draft.id)?.state, at });
  return { type: 'draft', draft, review, state };
}
