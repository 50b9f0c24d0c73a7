import { mayViewUnitPeople } from '../../models/policies/secretary.ts';
import { loadMemberPage } from '../queries/list-unit-people.ts';
import type { BotAction, ScreenParams } from '../talk/bot-action.ts';
import { type ListedMembers, memberLine, presentUnitPeople } from '../words/unit-people.ts';
import { defineScreen, open } from './screen.ts';

type Facts = ListedMembers | null;

/** The people in the units that the reader leads and below them; null for somebody who leads none. */
export const unitPeople = defineScreen<Facts>({
  policy: mayViewUnitPeople,
  readsPosts: true,
  takesSearch: true,
  async load(sources, { page = 0, search: typed = '', only }) {
    const search = String(typed);
    const onlyNotJoined = only === NOT_JOINED;
    const found = await loadMemberPage(sources, { wanted: Number(page), search, onlyNotJoined });
    return found === null ? null : { ...found, search, onlyNotJoined };
  },
  offers(list) {
    if (list === null) return { actions: [open('home')] };
    const place = placeOf(list);
    return {
      choices: list.items.map(({ code: member }) => ({
        ...{ do: 'open', screen: 'unit-person', params: { ...place, member } },
      })),
      actions: [...waysOn(list), open('home')],
    };
  },
  label(action) {
    if (action.do !== 'open' || action.screen !== 'unit-people' || action.params?.page !== undefined)
      return undefined;
    return action.params?.only === NOT_JOINED ? 'people-not-joined' : 'see-all';
  },
  choice(action, list, context) {
    const line = list?.items.find(({ code }) => action.do === 'open' && action.params?.member === code);
    return line === undefined ? '' : memberLine(line, context);
  },
  blocks: presentUnitPeople,
});

const NOT_JOINED = 'not-joined';

/** What leads back to this page of this list; nothing where it is the first one of all. */
function placeOf({ page, search, onlyNotJoined }: ListedMembers): ScreenParams {
  return {
    ...(onlyNotJoined ? { only: NOT_JOINED } : {}),
    ...(search === '' ? {} : { search }),
    ...(page === 0 ? {} : { page }),
  };
}

/** Other pages, out of a search, and over to those who have not joined or to all. */
function waysOn(list: ListedMembers): BotAction[] {
  const { page, pages, search, onlyNotJoined } = list;
  const to = (params: ScreenParams): BotAction => ({ do: 'open', screen: 'unit-people', params });
  const { page: _page, ...here } = placeOf(list);
  return [
    ...(page > 0 ? [to({ ...here, page: page - 1 })] : []),
    ...(page < pages - 1 ? [to({ ...here, page: page + 1 })] : []),
    ...(onlyNotJoined ? [] : [to({ only: NOT_JOINED, ...(search === '' ? {} : { search }) })]),
    ...(search === '' && !onlyNotJoined ? [] : [to({})]),
  ];
}
