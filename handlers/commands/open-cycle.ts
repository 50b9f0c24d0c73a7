import { z } from 'zod';
import { Pack } from '../../flows/packs/schema.ts';
import { raiseOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import { mayOpenCycle } from '../../models/policies/cycle.ts';
import { openCycle as openStored } from '../../models/review/open-cycle.ts';
import { AppError } from '../../models/store/errors.ts';
import { define } from './define.ts';

/** Opens the review of a year in a unit, or gives an open one another pack. */
export const openCycle = define({
  name: 'open-cycle',
  payload: z.strictObject({
    unit: z.string(),
    year: z.int(),
    pack: Pack,
  }),
  policy: mayOpenCycle,
  audit: 'cycle-opened',
  refusals: ['unit-unknown', 'cycle-closed', 'cycle-other-open'],
  async run({ database, session, now }, payload) {
    const { unit, year } = payload;
    if ((await findUnits(database, { codes: [unit], session })).length === 0) {
      throw new AppError('unit-unknown', { message: 'No such unit', details: { unit } });
    }
    const { cycle, outcome } = await openStored(database, { ...payload, now, session });
    const facts = { cycle: cycle._id, unit, year, version: payload.pack.version };
    if (outcome !== 'unchanged') await raiseOrganisationVersion(database, session);
    return {
      result: { cycle, outcome },
      event: outcome === 'unchanged' ? null : { people: [], facts },
    };
  },
});
