import { mayReadOwnDifficulties } from '../../models/policies/difficulty.ts';
import { listReported } from '../../models/review/difficulty.ts';
import { type DifficultyLine, toLines } from '../queries/list-difficulties.ts';
import { ownLineOf, presentOwnDifficulties } from '../words/difficulties.ts';
import { defineScreen, open } from './screen.ts';

const PAGE = 8;
/** Nobody reports more; what is older is not listed. */
const MOST = 500;

interface Facts {
  page: number;
  pages: number;
  items: readonly DifficultyLine[];
}

/** What the reader reported, with what became of it. */
export const myDifficulties = defineScreen<Facts>({
  policy: mayReadOwnDifficulties,
  async load(sources, { person, page: wanted = 0 }) {
    const found = await listReported(sources.database, { asker: person, most: MOST });
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(Math.max(0, Number(wanted)), pages - 1);
    const shown = found.slice(page * PAGE, (page + 1) * PAGE);
    return { page, pages, items: await toLines(sources, { difficulties: shown, search: '' }) };
  },
  offers: ({ items, page, pages }) => ({
    choices: items.map(({ id }) => ({ do: 'open', screen: 'difficulty', params: { id } })),
    actions: [
      { do: 'begin', form: 'report-difficulty' },
      ...[page - 1, page + 1]
        .filter((other) => other >= 0 && other < pages)
        .map((other) => ({ do: 'open', screen: 'my-difficulties', params: { page: other } }) as const),
      open('home'),
    ],
  }),
  choice(action, { items }, context) {
    const line = items.find(({ id }) => action.do === 'open' && action.params?.id === id);
    return line === undefined ? '' : ownLineOf(line, context);
  },
  blocks: presentOwnDifficulties,
});
