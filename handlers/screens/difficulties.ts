import { mayReadDifficulties } from '../../models/policies/difficulty.ts';
import { listDifficulties } from '../../models/review/difficulty.ts';
import { type DifficultyLine, toLines } from '../queries/list-difficulties.ts';
import type { BotAction, ScreenParams } from '../talk/bot-action.ts';
import { type ListedDifficulties, lineOf, presentDifficulties } from '../words/difficulties.ts';
import { defineScreen, open } from './screen.ts';

type Line = DifficultyLine & { office: string };
type Facts = ListedDifficulties & { items: readonly Line[] };

const PAGE = 8;
/** More than an office can have open; what is older than these is not listed. */
const MOST = 2_000;

/** What was reported to the offices in which the reader holds a post: what waits, or what is answered. */
export const difficulties = defineScreen<Facts>({
  policy: mayReadDifficulties,
  readsPosts: true,
  takesSearch: true,
  async load({ posts, ...sources }, { page: wanted = 0, search = '', answered }) {
    const offices = posts.map(({ collective }) => collective);
    const isAnswered = answered === 1;
    const found = await listDifficulties(sources.database, { offices, isAnswered, most: MOST });
    const officeOf = new Map(
      found.map((one) => [one._id, one.offices.find((office) => offices.includes(office)) ?? '']),
    );
    const lines = await toLines(sources, { difficulties: found, search: String(search) });
    const pages = Math.max(1, Math.ceil(lines.length / PAGE));
    const page = Math.min(Math.max(0, Number(wanted)), pages - 1);
    const items = lines
      .slice(page * PAGE, (page + 1) * PAGE)
      .map((line) => ({ ...line, office: officeOf.get(line.id) ?? '' }));
    return { total: lines.length, page, pages, search: String(search), isAnswered, items };
  },
  offers({ items, ...list }) {
    return {
      choices: items.map(({ id, office }) => ({ do: 'open', screen: 'difficulty', params: { id, office } })),
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
