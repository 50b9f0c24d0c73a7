import { isLook } from '../../flows/engine/look.ts';
import { isOutcome } from '../../flows/engine/outcome.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import { applyResult, step } from '../../flows/engine/step.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import type { Post } from '../../models/organisation/post.ts';
import {
  type DraftIdentity,
  draftIdOf,
  identityText,
  isSameIdentity,
  readIdentity,
} from '../../models/review/draft.ts';
import { AppError, isUnopenable } from '../../models/store/errors.ts';
import { formOf } from '../forms/catalogue.ts';
import type { Log } from '../ports.ts';
import type { FindQuestions } from '../queries/find-questions.ts';
import { currentState, type Questions } from '../queries/questions.ts';
import type { PersonSources, Sources } from '../queries/sources.ts';
import { screenOf } from '../screens/catalogue.ts';
import { type Draft, decodeDraft, type UnreadableDraft } from './draft.ts';
import { loadPatiently } from './load-patiently.ts';
import { loadScreen } from './load-screen.ts';
import type { Decision, Loaded, Situation } from './situation.ts';
import { isWrittenIn } from './stored-already.ts';

export interface LoadDependencies {
  store: Pick<ConversationStore, 'draftsByIdentity' | 'findDraft' | 'loadDraft'>;
  sources: Sources;
  findQuestions: FindQuestions;
  postsOf(person: string): Promise<readonly Post[]>;
  log: Log;
}

type Step = Extract<Decision['next'], { do: 'step' }>;

/** Loads what a decision needs: the draft that it goes to, or the facts of a screen. */
export async function loadFor(
  dependencies: LoadDependencies,
  { situation, decision: { next } }: { situation: Situation; decision: Decision },
): Promise<Loaded> {
  if (next.do === 'say') return { type: 'nothing' };
  if (next.do === 'step') {
    const { draft, event } = next;
    if ('form' in draft) {
      return loadPatiently(dependencies.log, {
        about: { form: draft.form },
        load: () => beginForm(dependencies, { situation, wish: { ...draft, event } }),
      });
    }
    if ('message' in draft) return loadEdited(dependencies, { situation, message: draft.message });
    return loadDraft(dependencies, { situation, id: draft.id, event });
  }
  const { person } = situation.conversation;
  const context = sourcesFor(dependencies, situation);
  const subject = { person, ...next.params };
  const screen = screenOf(next.screen);
  return loadScreen(dependencies, { name: next.screen, screen, reader: person, context, subject });
}

/** What the forms and screens of one person are loaded from. */
function sourcesFor(dependencies: LoadDependencies, situation: Situation): PersonSources {
  const { person: author, head } = situation.conversation;
  return {
    ...dependencies.sources,
    at: situation.event.at,
    posts: [],
    begun: (head?.begun ?? []).map((one) => ({ ...one, author })),
    findUnfinished: (form, isWanted) => findUnfinished(dependencies, { situation, form, isWanted }),
    stateOf: (identity) => loadState(dependencies, { situation, identity }),
  };
}

async function loadState(
  dependencies: LoadDependencies,
  of: { situation: Situation; identity: DraftIdentity },
): Promise<FlowState | undefined> {
  const draft = await findDraft(dependencies, of);
  if (draft === null) return undefined;
  if ('state' in draft) return draft.state;
  throw new AppError('draft-unreadable', { message: `A draft cannot be read: ${draft.why}` });
}

async function findUnfinished(
  dependencies: LoadDependencies,
  of: {
    situation: Situation;
    form: string;
    isWanted?: Parameters<PersonSources['findUnfinished']>[1];
  },
): Promise<DraftIdentity | null> {
  const { person } = of.situation.conversation;
  const drafts = await readDrafts(dependencies, { person, isWanted: ({ form }) => form === of.form });
  for (const { state, identity } of drafts) {
    if (state.draft.facts.submission !== null) continue;
    if ((await of.isWanted?.(state, identity)) ?? true) return identity;
  }
  return null;
}

/** The drafts of a person that can be read, all in one go; one that cannot keeps no other from it. */
async function readDrafts(
  { store, log }: Pick<LoadDependencies, 'store' | 'log'>,
  { person, isWanted }: { person: string; isWanted(identity: DraftIdentity): boolean },
): Promise<Draft[]> {
  const ids = [...(await store.draftsByIdentity(person))].flatMap(([text, id]) =>
    isWanted(readIdentity(text)) ? [id] : [],
  );
  const load = (id: string) =>
    store.loadDraft(person, id).catch((error: unknown) => {
      if (!isUnopenable(error)) throw error;
      log.error({ err: error, person, draft: id }, 'A draft cannot be opened; it is left as it is');
      return null;
    });
  const drafts = await Promise.all(ids.map(load));
  return drafts
    .flatMap((stored) => (stored === null ? [] : [decodeDraft(stored)]))
    .filter((draft) => 'state' in draft);
}

/** The draft with an identity; null if it was not begun. */
async function findDraft(
  { store }: LoadDependencies,
  { situation, identity }: { situation: Situation; identity: DraftIdentity },
): Promise<Draft | UnreadableDraft | null> {
  const { person, draft, unreadable } = situation.conversation;
  const front = draft ?? unreadable ?? null;
  if (front !== null && isSameIdentity(front.identity, identity)) return front;
  const id = await store.findDraft(person, identityText(identity));
  const stored = id === null ? null : await store.loadDraft(person, id);
  return stored === null ? null : decodeDraft(stored);
}

async function beginForm(
  dependencies: LoadDependencies,
  {
    situation,
    wish,
  }: { situation: Situation; wish: Extract<Step['draft'], { form: string }> & Pick<Step, 'event'> },
): Promise<Loaded> {
  const { conversation, event } = situation;
  const context = sourcesFor(dependencies, situation);
  const { person } = conversation;
  const begun = await formOf(wish.form)?.begin(context, { person, params: wish.params ?? {} });
  if (!begun) return { type: 'closed' };
  if ('screen' in begun) return { type: 'closed', instead: begun };
  const identity = begun;
  const found = await findDraft(dependencies, { situation, identity });
  if (found !== null && 'why' in found) return { type: 'unreadable' };
  const questions = await dependencies.findQuestions.open({ identity, state: found?.state });
  if (questions === null) return loadClosed(dependencies, { situation, draft: found, event: wish.event });
  const draft = found ?? { id: draftIdOf(identity), identity };
  const state = currentState(questions, { state: found?.state, at: event.at });
  return { type: 'draft', draft, questions, state };
}

/** The draft with the answer that a message became: the one in front, or else another one. */
async function loadEdited(
  dependencies: LoadDependencies,
  { situation, message }: { situation: Situation; message: string },
): Promise<Loaded> {
  const { person, draft: front } = situation.conversation;
  const isIts = ({ state }: Draft) => isWrittenIn(state, message);
  const draft =
    front !== null && isIts(front)
      ? front
      : (await readDrafts(dependencies, { person, isWanted: () => true })).find(isIts);
  if (draft === undefined) return { type: 'nothing' };
  const questions = await dependencies.findQuestions.open(draft);
  if (questions === null)
    return { type: 'unchangeable', form: draft.identity.form, problem: 'edit-too-late' };
  const state = currentState(questions, { state: draft.state, at: situation.event.at });
  return { type: 'draft', draft, questions, state };
}

async function loadDraft(
  dependencies: LoadDependencies,
  of: { situation: Situation; id: string; event: Step['event'] },
): Promise<Loaded> {
  const { findQuestions } = dependencies;
  const draft = await loadById(dependencies, of);
  // Only after a loss: what the system of record tells of such a draft has no place, and a person is shown home.
  if (draft === null) return { type: isOutcome(of.event) ? 'nothing' : 'closed' };
  if ('why' in draft) {
    if (!isOutcome(of.event)) return { type: 'unreadable' };
    throw new AppError('draft-unreadable', { message: 'The draft of a command cannot be read' });
  }
  // What the system of record tells of a draft is noted in it, whether it is still asked for or not.
  const questions = await (isOutcome(of.event) ? findQuestions.any(draft) : findQuestions.open(draft));
  if (questions === null) {
    if (!isOutcome(of.event)) return loadClosed(dependencies, { ...of, draft });
    throw new AppError('review-missing', { message: 'What a draft was asked is gone' });
  }
  const known = await askOfPicked(dependencies, { draft, questions, event: of.event });
  const state = currentState(known, { state: draft.state, at: of.situation.event.at });
  return { type: 'draft', draft, questions: known, state };
}

/** Whom an act is about decides what it asks and tells: who is picked by an event is known before what comes next is asked. */
async function askOfPicked(
  { findQuestions, log }: LoadDependencies,
  { draft, questions, event }: { draft: Draft; questions: Questions; event: Step['event'] },
): Promise<Questions> {
  const { pickedAt } = questions.flow.about ?? {};
  if (pickedAt === undefined || isOutcome(event)) return questions;
  const state = currentState(questions, { state: draft.state, at: event.at });
  const result = step(questions.flow, state, event);
  if (result.answers[pickedAt] === undefined) return questions;
  try {
    return (await findQuestions.open({ ...draft, state: applyResult(state, result) })) ?? questions;
  } catch (error) {
    log.warn({ err: error }, 'What is asked of who was picked could not be found');
    return questions;
  }
}

/** A draft that is not asked for any longer can still be read. */
async function loadClosed(
  { findQuestions }: LoadDependencies,
  { situation, draft, event }: { situation: Situation; draft: Draft | null; event: Step['event'] },
): Promise<Loaded> {
  if (draft === null) return { type: 'closed' };
  const questions = isLook(event) ? await findQuestions.any(draft) : null;
  if (questions === null)
    return { type: 'closed', ...(draft.identity.cycle === null ? {} : { ended: draft.identity.form }) };
  const state = currentState(questions, { state: draft.state, at: situation.event.at });
  return { type: 'draft', draft, questions, state, closed: true };
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
