import { mayReadOwnDifficulties } from '../../models/policies/difficulty.ts';
import { countReported, listReported } from '../../models/review/difficulty.ts';
import { type DifficultyPage, loadPage } from '../queries/list-difficulties.ts';
import { ownLineOf, presentOwnDifficulties } from '../words/difficulties.ts';
import { defineScreen, open } from './screen.ts';

/** What the reader reported, with what became of it. */
export const myDifficulties = defineScreen<DifficultyPage>({
  policy: mayReadOwnDifficulties,
  leadsToForm: true,
  async load(sources, { person, page = 0 }) {
    const { database } = sources;
    const { reported: total } = await countReported(database, { asker: person });
    const list = (part: { skip: number; most: number }) => listReported(database, { asker: person, ...part });
    return loadPage(sources, { total, wanted: Number(page), list });
  },
  offers: ({ items, page, pages }) => ({
    choices: items.map(({ id }) => ({ do: 'open', screen: 'difficulty', params: { id, page } })),
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
