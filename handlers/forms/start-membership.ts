import { createCandidates } from '../../flows/answers/pick.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { lastMembershipOf } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { toUnitCandidates } from '../queries/directory.ts';
import { type Leaving, leavingOf } from '../queries/leaving.ts';
import type { Sources } from '../queries/sources.ts';
import { formatDate } from '../words/dates.ts';
import { defineAct, joinTexts } from './define-act.ts';
import { daysAfterFirst, findMemberOf, ledUnitsOf } from './person-act.ts';

/** Between what a question asks and the day of the leaving that it is about. */
const MARK = '-';

/**
 * Somebody who had left comes again, to a unit that the secretary leads or one below it; somebody who is to leave stays
 * after all, which needs no more than a yes.
 */
export const startMembership = defineAct({
  form: 'start-membership',
  command: 'start-membership',
  whom:
    ({ now }) =>
    ({ person }) =>
      leavingOf(person, dayOf(now())) !== undefined,
  async steps(sources, identity) {
    const today = dayOf(sources.now());
    const [directory, units, member] = await Promise.all([
      sources.readDirectory(),
      ledUnitsOf(sources, identity.author),
      findMemberOf(sources, identity),
    ]);
    const leaving = member && leavingOf(member, today);
    if (leaving?.isOver === false) {
      return [{ ...aboutLeaving(sources, 'stays', leaving), kind: 'confirm' }];
    }
    return [
      { id: 'unit', kind: 'pick', among: createCandidates(() => toUnitCandidates(directory, { units })) },
      { ...aboutLeaving(sources, 'on', leaving), kind: 'date', ...daysAfterFirst(member, { today }) },
    ];
  },
  async payload({ database }, { person, answers, at }) {
    const stays = answerTo('stays', answers);
    if (stays === undefined) {
      const { value = '', leaving = null } = answerTo('on', answers) ?? {};
      return { person, unit: answers.get('unit') ?? '', on: value, leaving };
    }
    const found = await findPerson(database, { person });
    const unit = (found && lastMembershipOf(found)?.unit) ?? '';
    return { person, unit, on: stays.leaving ?? dayOf(at), leaving: stays.leaving };
  },
});

/**
 * The id of a question about this very leaving, and what it tells of it: the answer says which one was shown, and it is
 * asked anew once the record has another.
 */
function aboutLeaving({ sayInAll }: Sources, id: string, leaving: Leaving | undefined) {
  if (leaving === undefined) return { id };
  const { on, why } = leaving;
  const day = sayInAll('chat:forms.start-membership.leaving', { day: formatDate(on, 'vi') });
  const before = why === null ? day : joinTexts([day, sayInAll(`chat:leave-reasons.${why}`)], ' · ');
  return { id: `${id}${MARK}${on}`, words: id, before };
}

/** What was answered to a question, and the day of the leaving that it told of; null where it told of none. */
function answerTo(
  id: string,
  answers: ReadonlyMap<string, string>,
): { value: string; leaving: string | null } | undefined {
  const found = [...answers].find(([step]) => step === id || step.startsWith(`${id}${MARK}`));
  if (found === undefined) return undefined;
  const [step, value] = found;
  return { value, leaving: step === id ? null : step.slice(id.length + MARK.length) };
}
