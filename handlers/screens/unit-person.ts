import { dayOf } from '../../flows/rules/calendar.ts';
import { findOpenInvitation } from '../../models/chat/invitation.ts';
import { listPosts } from '../../models/organisation/post.ts';
import { isSecretaryOver, mayActForMember, mayViewUnitPerson } from '../../models/policies/secretary.ts';
import { findDelegateOf } from '../forms/name-delegate.ts';
import { findCountingEntry } from '../queries/counting-entry.ts';
import type { DirectoryEntry } from '../queries/directory.ts';
import { listBodiesOver } from '../queries/leading-bodies.ts';
import { type MemberLine, toLines } from '../queries/list-unit-people.ts';
import type { PersonSources } from '../queries/sources.ts';
import type { BotAction, ScreenParams } from '../talk/bot-action.ts';
import { presentUnitPerson, type ShownMember } from '../words/unit-people.ts';
import { defineScreen, open, type ScreenSubject } from './screen.ts';

type Facts =
  | (ShownMember & {
      /** The page of the list, or of what was found in it, where it was opened. */
      place: ScreenParams;
      /** The acts that make sense for the person, by the names of their forms. */
      acts: readonly string[];
    })
  | null;

/** One person in a unit that the reader leads, and what can be done for them; null for anybody else. */
export const unitPerson = defineScreen<Facts>({
  policy: mayViewUnitPerson,
  readsPosts: true,
  leadsToForm: true,
  load: loadMember,
  offers(facts) {
    if (facts === null) return { actions: [open('unit-people'), open('home')] };
    const { code: member, acts, place } = facts;
    const begin = acts.map((form): BotAction => ({ do: 'begin', form, params: { member } }));
    const hasPlace = Object.keys(place).length > 0;
    const list: BotAction = hasPlace
      ? { do: 'open', screen: 'unit-people', params: place }
      : open('unit-people');
    return { actions: [...begin, list, open('home')] };
  },
  label(action) {
    // The way back is to the list, on whatever page of it.
    return action.do === 'open' && action.screen === 'unit-people' ? 'unit-people' : undefined;
  },
  blocks: presentUnitPerson,
});

async function loadMember(
  sources: PersonSources,
  { person, member, only, search, page }: ScreenSubject,
): Promise<Facts> {
  const { database, posts } = sources;
  const code = String(member ?? '');
  const directory = await sources.readDirectory();
  const entry = directory.people.find((one) => one.person._id === code);
  if (entry?.unit === undefined) return null;
  const reader = { kind: 'person', person, posts } as const;
  const bodies = await listBodiesOver(database, { unit: entry.unit._id });
  if (!isSecretaryOver(reader, bodies)) return null;
  const cycle = entry.asked?.cycle._id;
  const [[line], held, invitation, delegate, entered] = await Promise.all([
    toLines(sources, { entries: [entry], directory }),
    listPosts(database, { people: [code], day: dayOf(new Date(sources.at)) }),
    findOpenInvitation(database, { person: code, now: new Date(sources.at) }),
    findDelegateOf(sources, { person: code }),
    cycle === undefined ? null : findCountingEntry(database, { person: code, cycle }),
  ]);
  if (line === undefined) return null;
  const mayAct = mayActForMember(reader, { person: code, bodies });
  const named = Object.entries({ only, search, page });
  return {
    ...line,
    posts: [...new Set(held.map(({ title }) => title))],
    invitedUntil: invitation?.expiresAt.toISOString() ?? null,
    ...{ delegate, entered, isSelf: !mayAct },
    acts: mayAct ? actsFor(line, { entry, hasDelegate: delegate !== null }) : [],
    place: Object.fromEntries(named.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  };
}

/** What can be done for somebody, most likely first. */
function actsFor(
  { standing, temporary }: MemberLine,
  { entry, hasDelegate }: { entry: DirectoryEntry; hasDelegate: boolean },
): string[] {
  const { asked, person } = entry;
  if (standing === 'left') return ['start-membership'];
  const inCycle = standing === 'excused' ? ['include-person'] : [];
  const delegate = hasDelegate ? 'withdraw-delegate' : 'name-delegate';
  const ifAsked =
    asked === undefined
      ? inCycle
      : ['invite-person', 'record-paper', delegate, 'extend-person', 'excuse-person'];
  const isMember = person.partyStatus !== 'none';
  const elsewhere = [
    ...(temporary === undefined ? [] : ['end-temporary-membership']),
    ...(isMember ? ['start-temporary-membership'] : []),
  ];
  return [...ifAsked, 'move-membership', ...elsewhere, 'end-membership', 'end-post', 'start-post'];
}
