import { addDays, dayIn, dayOf } from '../../flows/rules/calendar.ts';
import { findOpenCycle } from '../../models/review/cycle.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { latestExtension, loadPack } from '../queries/load-subject.ts';
import type { Sources } from '../queries/sources.ts';
import { formatDate } from '../words/dates.ts';
import { decisionFor, REASON } from './cycle-decision.ts';
import { ANY_DAY, defineAct } from './define-act.ts';
import { ASKED, memberOf } from './person-act.ts';

const DATE = 'draftsDue';

/** One person of the unit is given more time to hand in, with a reason. */
export const extendPerson = defineAct({
  form: 'extend-person',
  command: 'extend-cycle',
  whom: ASKED,
  async steps(sources, identity) {
    const { days, due } = await daysFor(sources, identity);
    const before = due === null ? {} : { before: say(sources, 'due', due) };
    return [{ id: 'day', kind: 'date', ...days, ...before }, REASON];
  },
  async note(sources, identity) {
    const { papers } = await daysFor(sources, identity);
    return papers === null ? undefined : say(sources, 'papers', papers);
  },
  payload: async (sources, given) => ({
    ...(await decisionFor(sources, given)),
    ...{ date: DATE, day: given.answers.get('day') ?? '' },
  }),
});

function say({ sayInAll }: Sources, name: 'due' | 'papers', day: string) {
  return sayInAll(`chat:extension.${name}`, { day: formatDate(day, 'vi') });
}

/**
 * The days until which somebody can be given more time: later than what holds, or than what the pack says where they were
 * given some before, which is replaced; and up to the end of the next year; the day on which it is due now,
 * and the one before which papers are sent up. Those are null where it is not known who it is.
 */
async function daysFor({ database, lately, now }: Sources, identity: DraftIdentity) {
  const today = dayOf(now());
  const { days, due, papers } = await lately(`extension-days:${identity.subject.id}`, async () => {
    const found = await findOpenCycle(database, { person: memberOf(identity) });
    if (found === undefined) return { days: ANY_DAY, due: null, papers: null };
    const { cycle, decisions, place } = found;
    const { dates } = await loadPack(database, cycle._id);
    const ofPack = dayIn(cycle.year, dates[DATE]);
    const given = decisions.extensionFor(place, DATE);
    const after = given?.of.kind === 'person' ? ofPack : (given?.day ?? ofPack);
    return {
      days: { min: addDays(after, 1), max: latestExtension(cycle) },
      due: decisions.extendedDay(place, DATE) ?? ofPack,
      papers: decisions.extendedDay(place, 'papersBefore') ?? dayIn(cycle.year, dates.papersBefore),
    };
  });
  const [, min = today] = [days.min, today].toSorted();
  return { days: { ...days, min }, due, papers };
}
