import type { Answer, SubmissionMark } from './state.ts';

/**
 * What is known of a version once an answer was changed after it. An answer that is again what was handed in counts as
 * unchanged: the same messages, or the same picks, whenever they were made.
 */
export function noteChange(
  submission: SubmissionMark,
  { step, before, after }: { step: string; before: Answer | undefined; after: Answer | undefined },
): SubmissionMark {
  const { changedSince, changed, ...mark } = submission;
  // A mark that was saved without them does not tell which answers differ.
  if (changedSince === true && changed === undefined) return submission;
  const differing = new Map(Object.entries(changed ?? {}));
  const handedIn = differing.get(step) ?? contentOf(before);
  if (contentOf(after) === handedIn) differing.delete(step);
  else differing.set(step, handedIn);
  return withChanged(mark, differing);
}

/**
 * What is known of a version that stands again because the one `after` it was refused; `present` tells the answers as
 * they are now.
 */
export function standAgain(
  before: SubmissionMark,
  { after, present }: { after: SubmissionMark; present(step: string): Answer | undefined },
): SubmissionMark {
  const { changedSince, changed, ...mark } = before;
  if (changedSince === true && changed === undefined) return before;
  const differing = Object.entries({ ...after.changed, ...changed }).filter(
    ([step, handedIn]) => contentOf(present(step)) !== handedIn,
  );
  return withChanged(mark, new Map(differing));
}

function withChanged(
  mark: Omit<SubmissionMark, 'changedSince' | 'changed'>,
  differing: ReadonlyMap<string, string>,
): SubmissionMark {
  if (differing.size === 0) return mark;
  return { ...mark, changedSince: true, changed: Object.fromEntries(differing) };
}

/** What an answer says, without when it was given; what was written by the ids of its parts, which never change. */
function contentOf(answer: Answer | undefined): string {
  switch (answer?.kind) {
    case undefined:
      return '';
    case 'text':
      return JSON.stringify(answer.parts.map(({ id }) => id));
    case 'list':
      return JSON.stringify(answer.items.map((item) => item.map(({ id }) => id)));
    case 'choices':
      return JSON.stringify(answer.values.toSorted());
    case 'attachment':
      return JSON.stringify(answer.files.map(({ id }) => id));
    case 'choice':
    case 'number':
    case 'date':
      return JSON.stringify(answer.value);
    default:
      return answer?.kind ?? '';
  }
}
