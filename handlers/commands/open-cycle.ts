import { z } from 'zod';
import { type OpenCycleRequest, openCycle as openStored } from '../../models/cycle.ts';
import { raiseEdition } from '../../models/edition.ts';
import { AppError } from '../../models/errors.ts';
import { mayOpenCycle } from '../../models/policies/cycle.ts';
import { findUnits } from '../../models/unit.ts';
import { define } from './define.ts';

const Versioned = z.looseObject({ version: z.string() });
/** A file as it was loaded, where its content was checked. */
const LoadedFile = z.custom<OpenCycleRequest['file']>((file) => Versioned.safeParse(file).success);

/** Opens the review of a year in a unit, or gives an open one another file. */
export const openCycle = define({
  name: 'open-cycle',
  payload: z.strictObject({
    unit: z.string(),
    year: z.int(),
    file: LoadedFile,
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
    const facts = { cycle: cycle._id, unit, year, version: payload.file.version };
    if (outcome !== 'unchanged') await raiseEdition(database, session);
    return {
      result: { cycle, outcome },
      event: outcome === 'unchanged' ? null : { people: [], facts },
    };
  },
});
