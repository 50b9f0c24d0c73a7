import type { FormalAct, StepResult } from '../../flows/engine/events.ts';
import { readState, type SavedState, type Unreadable } from '../../flows/engine/read-state.ts';
import { encodeCursor } from '../../flows/engine/saved-cursor.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import type { DraftChange } from '../../models/chat/commit-conversation.ts';
import type { StoredDraft } from '../../models/chat/conversation.ts';
import { type DraftIdentity, identityText, readIdentity } from '../../models/review/draft.ts';
import { AppError } from '../../models/store/errors.ts';

/** A person's unfinished form. */
export interface Draft {
  /** `draftIdOf` its identity. */
  id: string;
  identity: DraftIdentity;
  state: FlowState;
}

/** A draft of a shape that this version of the program does not read. */
export interface UnreadableDraft extends Pick<Draft, 'id' | 'identity'> {
  why: Unreadable;
}

/** Reads a draft as `encodeDraftChange` wrote it, or an earlier version did. */
export function decodeDraft({ id, identity, fields }: StoredDraft): Draft | UnreadableDraft {
  const read = readState(savedIn(fields));
  const about = { id, identity: readIdentity(identity) };
  return 'unreadable' in read ? { ...about, why: read.unreadable } : { ...about, state: read.state };
}

/** Reads a state as `encodeDraftChange` wrote it, or an earlier version did. Throws `draft-unreadable`. */
export function decodeState(fields: Readonly<Record<string, string>>): FlowState {
  const read = readState(savedIn(fields));
  if ('state' in read) return read.state;
  throw new AppError('draft-unreadable', { message: `A draft cannot be read: ${read.unreadable}` });
}

const ANSWER_FIELDS = 'answer:';

function savedIn(fields: Readonly<Record<string, string>>): SavedState {
  const answers = Object.entries(fields)
    .filter(([field]) => field.startsWith(ANSWER_FIELDS))
    .map(([field, json]) => [field.slice(ANSWER_FIELDS.length), json]);
  return { facts: fields.facts, cursor: fields.cursor, answers: Object.fromEntries(answers) };
}

/** What a step changes in a draft, ready to be committed. A formal act is kept as it was until it has its outcome. */
export function encodeDraftChange(
  { id, identity }: Pick<Draft, 'id' | 'identity'>,
  result: Omit<StepResult, 'outputs'>,
): DraftChange {
  const answers = Object.entries(result.answers).map(([step, answer]) => [
    `${ANSWER_FIELDS}${step}`,
    answer === null ? null : JSON.stringify(answer),
  ]);
  const acts = result.effects.map((effect) =>
    effect.type === 'decided'
      ? [frozenField(effect.act, effect.number), null]
      : [frozenField(effect.type, effect.number), JSON.stringify(effect)],
  );
  const { facts, cursor } = result;
  return {
    id,
    identity: identityText(identity),
    fields: {
      facts: JSON.stringify(facts),
      cursor: encodeCursor(cursor),
      ...Object.fromEntries([...answers, ...acts]),
    },
    texts: result.texts,
    dropped: result.dropped,
  };
}

const FROZEN = { submit: 'submission', withdraw: 'withdrawal' } as const;

/** Name of the field in which a formal act on a version waits until it has its outcome. */
export function frozenField(act: FormalAct, number: number): string {
  return `${FROZEN[act]}:${number}`;
}
