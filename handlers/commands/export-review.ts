import { z } from 'zod';
import { mayExportSelfReview } from '../../models/policies/submission.ts';
import { exportReview as readReview } from '../queries/export-review.ts';
import { define } from './define.ts';

/** Opens one version of a person's self-review: a read, and noted all the same. */
export const exportReview = define({
  name: 'export-review',
  payload: z.strictObject({
    person: z.string(),
    cycle: z.string().optional(),
    /** Of what the person handed in themselves, or of the series that were entered for them. */
    version: z.int().min(1).optional(),
    series: z.string().optional(),
  }),
  policy: mayExportSelfReview,
  audit: 'review-exported',
  refusals: [
    ...['person-unknown', 'cycle-unknown', 'nothing-submitted'],
    ...['export-newer-cycle', 'export-several-cycles'],
  ],
  async run({ database, keys }, payload) {
    const review = await readReview({ database, keys }, payload);
    const { person, cycle, version } = review;
    return { result: review, event: { people: [person.code], facts: { cycle, number: version } } };
  },
});
