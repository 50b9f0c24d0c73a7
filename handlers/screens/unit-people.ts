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
  inMenu: true,
  takesSearch: true,
  async load(sources, { page = 0, search: typed = '', only, unit }) {
    const search = String(typed);
    const onlyNotJoined = only === NOT_JOINED;
    const wish = { wanted: Number(page), search, onlyNotJoined, ...(unit && { unit: String(unit) }) };
    const found = await loadMemberPage(sources, wish);
    return found === null ? null : { ...found, ...wish };
  },
  offers(list) {
    if (list === null) return { actions: [open('home')] };
    const place = placeOf(list);
    return {
      choices: [
        ...list.items.map(
          ({ code: member }): BotAction => ({
            ...{ do: 'open', screen: 'unit-person', params: { ...place, member } },
          }),
        ),
        ...list.others.map(
          ({ code: unit }): BotAction => ({
            ...{ do: 'open', screen: 'unit-people', params: { unit } },
          }),
        ),
      ],
      actions: [...waysOn(list), open('home')],
    };
  },
  label(action) {
    if (action.do !== 'open' || action.screen !== 'unit-people' || action.params?.page !== undefined)
      return undefined;
    return action.params?.only === NOT_JOINED ? 'people-not-joined' : 'see-all';
  },
  choice(action, list, context) {
    const { member, unit } = (action.do === 'open' ? action.params : undefined) ?? {};
    const line = list?.items.find(({ code }) => code === member);
    if (list && line !== undefined) return memberLine(line, list, context);
    const other = list?.others.find(({ code }) => code === unit);
    return other === undefined ? '' : context.t('chat:unit-people.other-unit', { unit: other.name });
  },
  blocks: presentUnitPeople,
});

const NOT_JOINED = 'not-joined';

/** What leads back to this page of this list; nothing where it is the first one of all. */
function placeOf({ page, search, onlyNotJoined, unit }: ListedMembers): ScreenParams {
  return {
    ...(unit === undefined ? {} : { unit }),
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
  const all: ScreenParams = list.unit === undefined ? {} : { unit: list.unit };
  return [
    ...(page > 0 ? [to({ ...here, page: page - 1 })] : []),
    ...(page < pages - 1 ? [to({ ...here, page: page + 1 })] : []),
    ...(onlyNotJoined ? [] : [to({ only: NOT_JOINED, ...here })]),
    ...(search === '' && !onlyNotJoined ? [] : [to(all)]),
  ];
}
