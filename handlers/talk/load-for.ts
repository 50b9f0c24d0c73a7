import { isOutcome } from '../../flows/engine/outcome.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { Post } from '../../models/organisation/post.ts';
import { draftIdOf, identityText } from '../../models/review/draft.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Log } from '../ports.ts';
import type { DescribeAccount } from '../queries/describe-account.ts';
import { standingOf } from '../queries/review-standing.ts';
import { isDraftOf, type Review, type Reviews, startOrAdopt } from '../queries/reviews.ts';
import { screenOf } from '../screens/catalogue.ts';
import { type Draft, decodeDraft, type UnreadableDraft } from './conversation.ts';
import { loadScreen } from './load-screen.ts';
import type { Decision, Loaded, Situation } from './situation.ts';

export interface LoadDependencies {
  store: Pick<ConversationStore, 'findDraft' | 'loadDraft'>;
  reviews: Reviews;
  describeAccount: DescribeAccount;
  postsOf(person: string): Promise<readonly Post[]>;
  log: Log;
}

/** Loads what a decision needs: the draft that it goes to, or the facts of a screen. */
export async function loadFor(
  dependencies: LoadDependencies,
  { situation, decision: { next } }: { situation: Situation; decision: Decision },
): Promise<Loaded> {
  if (next.do === 'step') return loadDraft(dependencies, { situation, next });
  if (next.do === 'say') return { type: 'nothing' };
  const { person } = situation.conversation;
  const { review } = situation;
  const draft = review === null ? null : await findDraft(dependencies, { situation, review });
  const isUnreadable = draft !== null && 'why' in draft;
  // What the draft holds is not known, so nothing is said of it.
  const screen = screenOf(next.screen);
  if (isUnreadable && screen.showsDraft === true) return { type: 'unreadable' };
  const standing =
    review === null || isUnreadable
      ? null
      : standingOf(review, { state: draft?.state, at: situation.event.at });
  const context = { standing, describeAccount: () => dependencies.describeAccount(person) };
  const subject = { person, ...next.params };
  return loadScreen(dependencies, { name: next.screen, screen, reader: person, context, subject });
}

/** The draft in which a review is answered; null if it was not begun. */
async function findDraft(
  { store }: LoadDependencies,
  { situation, review }: { situation: Situation; review: Review },
): Promise<Draft | UnreadableDraft | null> {
  const { person, draft, unreadable } = situation.conversation;
  const front = draft ?? unreadable ?? null;
  if (front !== null && isDraftOf(review, front)) return front;
  const id = await store.findDraft(person, identityText(review.identity));
  const stored = id === null ? null : await store.loadDraft(person, id);
  return stored === null ? null : decodeDraft(stored);
}

async function loadDraft(
  dependencies: LoadDependencies,
  { situation, next }: { situation: Situation; next: Extract<Decision['next'], { do: 'step' }> },
): Promise<Loaded> {
  const { event, review } = situation;
  if (next.draft === 'review') {
    if (review === null) return { type: 'nothing' };
    const found = await findDraft(dependencies, { situation, review });
    if (found !== null && 'why' in found) return { type: 'unreadable' };
    const draft = found ?? { id: draftIdOf(review.identity), identity: review.identity };
    return {
      ...{ type: 'draft', draft, review },
      state: startOrAdopt(review, { state: found?.state, at: event.at }),
    };
  }
  const draft = await loadById(dependencies, { situation, id: next.draft.id });
  // Only after a loss: what the system of record tells of such a draft has no place, and a person is shown home.
  if (draft === null) return { type: isOutcome(next.event) ? 'nothing' : 'closed' };
  if ('why' in draft) {
    if (!isOutcome(next.event)) return { type: 'unreadable' };
    throw new AppError('draft-unreadable', { message: 'The draft of a command cannot be read' });
  }
  const isOpen = review !== null && isDraftOf(review, draft);
  // What the system of record tells of a draft is noted in it, whether its cycle is open or not.
  if (!isOpen && !isOutcome(next.event)) return { type: 'closed' };
  const own = isOpen ? review : await reviewOf(dependencies, { situation, draft });
  return {
    ...{ type: 'draft', draft, review: own },
    state: startOrAdopt(own, { state: draft.state, at: event.at }),
  };
}

async function loadById(
  { store }: LoadDependencies,
  { situation, id }: { situation: Situation; id: string },
): Promise<Draft | UnreadableDraft | null> {
  const { person, draft, unreadable } = situation.conversation;
  const front = draft ?? unreadable;
  if (front?.id === id) return front;
  const stored = await store.loadDraft(person, id);
  return stored === null ? null : decodeDraft(stored);
}

/** The review that a draft answers, in a cycle that is closed. */
async function reviewOf(
  { reviews }: LoadDependencies,
  { situation, draft }: { situation: Situation; draft: Draft },
): Promise<Review> {
  const review = await reviews.inCycle(situation.conversation.person, draft.identity.cycle);
  if (review === null) throw new AppError('review-missing', { message: 'The review of a draft is gone' });
  return review;
}
