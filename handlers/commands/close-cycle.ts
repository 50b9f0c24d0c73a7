import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { raiseOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { mayCloseCycle } from '../../models/policies/cycle.ts';
import { closeCycle as closeStored } from '../../models/review/cycle.ts';
import { AppError } from '../../models/store/errors.ts';
import { bumpRevision } from '../../models/store/revision.ts';
import { listCycles } from '../queries/list-cycles.ts';
import { define } from './define.ts';
import { newsOfCycle } from './parts/record-cycle-change.ts';

/** Ends a cycle, tells all who have written in it, and returns how it stood; one that is closed already stays as it is. */
export const closeCycle = define({
  name: 'close-cycle',
  payload: z.strictObject({
    cycle: z.string(),
    /** That somebody has not handed in is known. */
    evenIfUnfinished: z.boolean(),
  }),
  policy: mayCloseCycle,
  audit: 'cycle-closed',
  refusals: ['cycle-unknown', 'cycle-unfinished'],
  async run(context, { cycle: id, evenIfUnfinished }) {
    const { database, session, now } = context;
    // Who is asked and has handed in warns the operator; nothing relies on it, so it is read outside the transaction.
    const state = (await listCycles(database, { day: dayOf(now) })).find(({ cycle }) => cycle._id === id);
    const cycle = await bumpRevision(database.cycles, { id, session });
    if (state === undefined || cycle === null) {
      throw new AppError('cycle-unknown', { message: 'No such cycle', details: { cycle: id } });
    }
    const { asked, submitted } = state;
    if (cycle.status === 'closed') return { result: { closedBefore: true, submitted }, event: null };
    if (asked > submitted && !evenIfUnfinished) {
      throw new AppError('cycle-unfinished', {
        message: 'Not everybody has handed in',
        details: { cycle: id, asked, submitted, count: asked - submitted },
      });
    }
    await closeStored(database, { cycle: id, now, session });
    await raiseOrganisationVersion(database, session);
    return {
      result: { closedBefore: false, submitted },
      news: await newsOfCycle(context, { cycle, kind: 'cycle-closed' }),
      event: { people: [], facts: { cycle: id, asked, submitted } },
    };
  },
});
