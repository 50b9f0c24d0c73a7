import { addDays, dayIn, dayOf } from '../../flows/rules/calendar.ts';
import { findOpenCycle } from '../../models/review/cycle.ts';
import { latestExtension, loadPack } from '../queries/load-subject.ts';
import type { Sources } from '../queries/sources.ts';
import { decisionFor, REASON } from './cycle-decision.ts';
import { ANY_DAY, defineAct } from './define-act.ts';
import { memberOf } from './person-act.ts';

const DATE = 'draftsDue';

/** One person of the unit is given more time to hand in, with a reason. */
export const extendPerson = defineAct({
  form: 'extend-person',
  command: 'extend-cycle',
  steps: async (sources, identity) => [
    { id: 'day', kind: 'date', ...(await daysFor(sources, memberOf(identity))) },
    REASON,
  ],
  payload: async (sources, given) => ({
    ...(await decisionFor(sources, given)),
    ...{ date: DATE, day: given.answers.get('day') ?? '' },
  }),
});

/**
 * The days until which somebody can be given more time: later than what holds, or than what the pack says where they were
 * given some before, which is replaced; and up to the end of the next year. `member` is empty where it is not known who it is.
 */
async function daysFor({ database, lately, now }: Sources, member: string) {
  const today = dayOf(now());
  const { days } = await lately(`extension-days:${member}`, async () => {
    const found = await findOpenCycle(database, { person: member });
    if (found === undefined) return { days: ANY_DAY };
    const { cycle, decisions, place } = found;
    const ofPack = dayIn(cycle.year, (await loadPack(database, cycle._id)).dates[DATE]);
    const given = decisions.extensionFor(place, DATE);
    const after = given?.of.kind === 'person' ? ofPack : (given?.day ?? ofPack);
    return { days: { min: addDays(after, 1), max: latestExtension(cycle) } };
  });
  const [, min = today] = [days.min, today].toSorted();
  return { ...days, min };
}
