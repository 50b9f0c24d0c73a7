import { createHash } from 'node:crypto';
import { joinParts } from '../../flows/answers/join.ts';
import type { SubmitEffect } from '../../flows/engine/events.ts';
import type { FileReference } from '../../flows/engine/state.ts';
import { partsOf } from '../../flows/engine/turn.ts';
import { type About, createFlow, type Flow, type Step, type Text } from '../../flows/forms/definition.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { Questions } from '../queries/questions.ts';
import type { FrozenAct, PayloadSources } from './form.ts';

/** Questions of a form of our own, which no pack asks: handed in once it is done, and due on no day. */
export function ownQuestions(
  identity: DraftIdentity,
  { title, steps, about }: { title: Text; steps: readonly Step[]; about?: About | undefined },
): Questions {
  const id = identity.form;
  const version = createHash('sha256')
    .update(JSON.stringify([id, title, steps]))
    .digest('hex')
    .slice(0, 16);
  const flow: Flow = createFlow({ id, version, title, steps, isFinal: true, ...(about && { about }) });
  return { identity, flow, earlier: () => undefined, due: null };
}

/**
 * What was handed in: what was picked, the day, and the text that was written, by the ids of their steps, with nothing for what
 * was confirmed; and all files that were sent.
 */
export async function readOwnAnswers(
  { readTexts }: Pick<PayloadSources, 'readTexts'>,
  { person, draft, frozen: json }: FrozenAct,
): Promise<{ at: Date; answers: ReadonlyMap<string, string>; files: readonly FileReference[] }> {
  const frozen = JSON.parse(json) as SubmitEffect;
  const parts = frozen.answers.flatMap(([, answer]) => partsOf(answer));
  const texts = await readTexts(person, { draft, parts });
  const answers = frozen.answers.flatMap(([step, answer]): [string, string][] => {
    if (answer.kind === 'text') return [[step, joinParts(answer.parts, texts)]];
    if (answer.kind === 'confirm') return [[step, '']];
    return answer.kind === 'choice' || answer.kind === 'date' ? [[step, answer.value]] : [];
  });
  const files = frozen.answers.flatMap(([, answer]) => (answer.kind === 'attachment' ? answer.files : []));
  return { at: new Date(frozen.submittedAt), answers: new Map(answers), files };
}
