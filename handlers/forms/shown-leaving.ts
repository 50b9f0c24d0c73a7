import type { Leaving } from '../queries/leaving.ts';
import type { Sources } from '../queries/sources.ts';
import { formatDate } from '../words/dates.ts';
import { joinTexts } from './define-act.ts';

/** Between what a question asks and the leaving that it is about: its day, and why. */
const MARK = '-';
const DAY_LENGTH = 'YYYY-MM-DD'.length;

/**
 * The id of a question about this very leaving, and what it tells of it: the answer says which one was shown, and it is
 * asked anew once the record has another.
 */
export function aboutLeaving({ sayInAll }: Pick<Sources, 'sayInAll'>, id: string, leaving?: Leaving) {
  if (leaving === undefined) return { id };
  const { on, why } = leaving;
  const day = sayInAll('chat:person-act.leaving', { day: formatDate(on, 'vi') });
  const before = why === null ? day : joinTexts([day, sayInAll(`chat:leave-reasons.${why}`)], ' · ');
  return { id: [id, on, why ?? ''].join(MARK), words: id, before };
}

/** What was answered to such a question, and the day and the reason of the leaving that it told of; null where it told of none. */
export function answerTo(
  id: string,
  answers: ReadonlyMap<string, string>,
): { value: string; leaving: string | null; why: string } | undefined {
  const found = [...answers].find(([step]) => step === id || step.startsWith(`${id}${MARK}`));
  if (found === undefined) return undefined;
  const [step, value] = found;
  if (step === id) return { value, leaving: null, why: '' };
  const told = step.slice(id.length + MARK.length);
  return { value, leaving: told.slice(0, DAY_LENGTH), why: told.slice(DAY_LENGTH + MARK.length) };
}
