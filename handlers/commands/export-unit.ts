import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { mayExportReviewsOfUnit } from '../../models/policies/submission.ts';
import { exportUnit as readUnit } from '../queries/export-unit.ts';
import { define } from './define.ts';

/** Opens the newest self-reviews of a unit and below it: a read, and noted all the same, before any is read. */
export const exportUnit = define({
  name: 'export-unit',
  payload: z.strictObject({ unit: z.string(), cycle: z.string().optional() }),
  policy: mayExportReviewsOfUnit,
  audit: 'unit-exported',
  refusals: [
    'unit-unknown',
    'cycle-unknown',
    'nothing-submitted',
    'export-newer-cycle',
    'export-several-cycles',
  ],
  async run({ database, keys, now }, payload) {
    const found = await readUnit({ database, keys }, { ...payload, day: dayOf(now) });
    const { people, cycle, count: reviews } = found;
    return { result: found, event: { people, facts: { unit: payload.unit, cycle, reviews } } };
  },
});
