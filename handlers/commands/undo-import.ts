import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { mayImportOrganisation } from '../../models/policies/organisation.ts';
import { AppError } from '../../models/store/errors.ts';
import { newsOfUndo } from '../import/news-of-import.ts';
import { applyUndo, builtOnError, countUndone, peopleIn, planUndo } from '../import/undo-import.ts';
import { define } from './define.ts';
import { signNews } from './parts/sign-news.ts';

/** Takes the last import back as a whole: what it created is removed, what it changed is put back as it was, and whom
 * it had moved is told so. */
export const undoImport = define({
  name: 'undo-import',
  batch: true,
  payload: z.strictObject({
    /** Id of its command, so that none is taken back but the one that was looked at. */
    import: z.string(),
  }),
  policy: mayImportOrganisation,
  audit: 'import-undone',
  refusals: ['nothing-to-undo', 'import-built-on'],
  async run(context, { import: id }) {
    const { database, keys, now, report } = context;
    const plan = await planUndo({ database, keys });
    if (plan?.import !== id) {
      throw new AppError('nothing-to-undo', { message: 'There is no such import to take back' });
    }
    if (plan.builtOn.length > 0) throw builtOnError(plan.builtOn.length);
    const tables = countUndone(plan.whole);
    const sum = (field: 'removed' | 'restored') => tables.reduce((total, one) => total + one[field], 0);
    await applyUndo({ database, keys }, { plan, report });
    const news = await signNews(
      context,
      await newsOfUndo(database, { journal: plan.whole, today: dayOf(now) }),
    );
    const facts = { removed: sum('removed'), restored: sum('restored') };
    return { result: tables, news, event: { people: peopleIn(plan.whole), facts } };
  },
});
