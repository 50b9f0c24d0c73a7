import { mayReadDifficulties } from '../../models/policies/difficulty.ts';
import { countDifficulties, listDifficulties } from '../../models/review/difficulty.ts';
import { type DifficultyLine, loadPage, searchPage } from '../queries/list-difficulties.ts';
import type { BotAction, ScreenParams } from '../talk/bot-action.ts';
import { type ListedDifficulties, lineOf, presentDifficulties } from '../words/difficulties.ts';
import { defineScreen, open } from './screen.ts';

type Line = DifficultyLine & { office: string };
type Facts = ListedDifficulties & { items: readonly Line[] };

/** What others reported to the offices in which the reader holds a post: what waits, or what is answered. */
export const difficulties = defineScreen<Facts>({
  policy: mayReadDifficulties,
  readsPosts: true,
  takesSearch: true,
  async load({ posts, ...sources }, { person, page = 0, search = '', answered }) {
    const { database } = sources;
    const offices = posts.map(({ collective }) => collective);
    const which = { offices, isAnswered: answered === 1, reader: person };
    const list = (part: { skip: number; most: number }) => listDifficulties(database, { ...which, ...part });
    const wanted = Number(page);
    const { items, ...found } =
      search === ''
        ? await loadPage(sources, { total: await countDifficulties(database, which), wanted, list })
        : await searchPage(sources, { search: String(search), wanted, list });
    const officeOf = (line: DifficultyLine) => line.offices.find((one) => offices.includes(one)) ?? '';
    return {
      ...{ ...found, search: String(search), isAnswered: which.isAnswered },
      items: items.map((line) => ({ ...line, office: officeOf(line) })),
    };
  },
  offers({ items, ...list }) {
    const place = placeOf(list);
    return {
      choices: items.map(({ id, office }) => ({
        ...{ do: 'open', screen: 'difficulty' },
        params: { ...place, id, office },
      })),
      actions: [...waysOn(list), open('home')],
    };
  },
  label(action, { search }) {
    if (action.do !== 'open' || action.screen !== 'difficulties' || action.params?.page !== undefined)
      return undefined;
    if (search !== '') return 'all-difficulties';
    return action.params?.answered === 1 ? 'answered-difficulties' : 'waiting-difficulties';
  },
  choice(action, { items }, context) {
    const line = items.find(({ id }) => action.do === 'open' && action.params?.id === id);
    return line === undefined ? '' : lineOf(line, context);
  },
  blocks: presentDifficulties,
});

/** What leads back to this page of this list; nothing where it is the first one of what waits. */
function placeOf({ page, search, isAnswered }: Omit<ListedDifficulties, 'total'>): ScreenParams {
  return {
    ...(isAnswered ? { answered: 1 } : {}),
    ...(search === '' ? {} : { search }),
    ...(page === 0 ? {} : { page }),
  };
}

/** Other pages, out of a search, and over to what is answered or waits. */
function waysOn({ page, pages, search, isAnswered }: Omit<ListedDifficulties, 'total'>): BotAction[] {
  const kind: ScreenParams = isAnswered ? { answered: 1 } : {};
  const to = (params: ScreenParams): BotAction => ({ do: 'open', screen: 'difficulties', params });
  const searched = search === '' ? kind : { ...kind, search };
  return [
    ...(page > 0 ? [to({ ...searched, page: page - 1 })] : []),
    ...(page < pages - 1 ? [to({ ...searched, page: page + 1 })] : []),
    search === '' ? to(isAnswered ? {} : { answered: 1 }) : to(kind),
  ];
}
