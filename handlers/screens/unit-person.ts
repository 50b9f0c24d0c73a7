import { addDays, dayOf } from '../../flows/rules/calendar.ts';
import { paperDays } from '../../flows/rules/paper-days.ts';
import { listJoinedAmong } from '../../models/chat/identity.ts';
import { findOpenInvitation } from '../../models/chat/invitation.ts';
import { lastMoveOf } from '../../models/organisation/membership.ts';
import { listPosts, type Post } from '../../models/organisation/post.ts';
import type { Actor } from '../../models/policies/actor.ts';
import { mayChangePosts } from '../../models/policies/post.ts';
import { isSecretaryOver, mayActForMember, mayViewUnitPerson } from '../../models/policies/secretary.ts';
import { findOpenCycle } from '../../models/review/cycle.ts';
import { listDelegations } from '../../models/review/delegation.ts';
import { findDelegateOf } from '../forms/name-delegate.ts';
import { findCountingEntry, findKept, listStandingEntries } from '../queries/counting-entry.ts';
import { findOverPost, listBodiesOver } from '../queries/leading-bodies.ts';
import { lastDayWith } from '../queries/leaving.ts';
import { type MemberLine, toLines } from '../queries/list-unit-people.ts';
import { listDecisionsFor } from '../queries/member-decisions.ts';
import type { PersonSources } from '../queries/sources.ts';
import type { BotAction, ScreenParams } from '../talk/bot-action.ts';
import { presentUnitPerson, type ShownMember } from '../words/unit-people.ts';
import { actsFor } from './member-acts.ts';
import { defineScreen, open, type ScreenSubject } from './screen.ts';

type Facts =
  | (ShownMember & {
      /** The page of the list, or of what was found in it, where it was opened. */
      place: ScreenParams;
      /** The acts that can succeed for the person, by the names of their forms. */
      acts: readonly string[];
      hasJoined: boolean;
      /** Number of the paper that can be taken back; missing where there is none. */
      paper?: number;
      /** The first day of a post is known, so that the post can be taken back. */
      undoesPost?: true;
    })
  | null;

/** So many acts are offered at first; the others are on a second page. */
const FEW = 4;

/** For so many days a move is offered to be undone. */
const LATELY = 60;

/** One person in a unit that the reader leads, and what can be done for them; null for anybody else. */
export const unitPerson = defineScreen<Facts>({
  policy: mayViewUnitPerson,
  readsPosts: true,
  leadsToForm: true,
  takesSearch: true,
  searchedAt: 'unit-people',
  load: loadMember,
  offers(facts) {
    if (facts === null) return { actions: [open('unit-people'), open('home')] };
    const { code: member, acts, place, isMore } = facts;
    const begin = acts.map((form): BotAction => ({ do: 'begin', form, params: { member } }));
    const few = acts.length > FEW + 1 ? FEW : acts.length;
    const to = (params: ScreenParams): BotAction => ({
      ...{ do: 'open', screen: 'unit-person', params: { ...place, member, ...params } },
    });
    const others = few < acts.length ? [to(isMore ? {} : { more: 1 })] : [];
    const list: BotAction =
      Object.keys(place).length > 0
        ? { do: 'open', screen: 'unit-people', params: place }
        : open('unit-people');
    return {
      choices: isMore ? begin.slice(few) : begin.slice(0, few),
      actions: [...others, list, open('home')],
      typed: begin,
    };
  },
  label(action) {
    if (action.do !== 'open') return undefined;
    // The way back is to the page or the search from which one came; its own name leads to all.
    if (action.screen === 'unit-people') return action.params === undefined ? undefined : 'back-to-list';
    return action.screen === 'unit-person' && action.params?.more === 1 ? 'other-acts' : undefined;
  },
  choice(action, facts, { t }) {
    if (action.do !== 'begin' || facts === null) return '';
    return t(`chat:actions.${labelOf(action.form, facts)}`, { number: facts.paper ?? 0 });
  },
  blocks: presentUnitPerson,
});

/** What an act is called for this person, as a name below `chat:actions`. */
function labelOf(form: string, facts: NonNullable<Facts>): string {
  const { hasJoined, invitedUntil, leaving, posts, temporary = [], undoesPost } = facts;
  switch (form) {
    case 'invite-person':
      if (hasJoined) return 'invite-new-phone';
      return invitedUntil === null ? 'invite-first' : form;
    case 'start-membership':
      if (leaving?.why === 'died') return 'undo-death';
      return leaving?.isOver === false ? 'stay-in-unit' : form;
    case 'end-membership':
      return leaving === undefined ? form : 'change-leaving';
    // An end that is recorded already is changed.
    case 'end-temporary-membership':
      return temporary.every(({ to }) => to !== null) ? 'change-temporary-end' : form;
    case 'end-post':
      if (undoesPost === true) return 'end-or-undo-post';
      return posts.every((post) => typeof post !== 'string' && post.to !== undefined)
        ? 'change-post-end'
        : form;
    case 'name-delegate':
      return 'name-delegate-for';
    default:
      return form;
  }
}

async function loadMember(
  sources: PersonSources,
  { person, member, more, ...from }: ScreenSubject,
): Promise<Facts> {
  const { database, posts } = sources;
  const code = String(member ?? '');
  const today = dayOf(new Date(sources.at));
  const directory = await sources.readDirectory();
  const entry = directory.people.find((one) => one.person._id === code);
  if (entry?.unit === undefined) return null;
  const reader = { kind: 'person', person, posts } as const;
  const bodies = await listBodiesOver(database, { unit: entry.unit._id });
  if (!isSecretaryOver(reader, bodies)) return null;
  const cycle = entry.asked?.cycle._id;
  const delegations = await listDelegations(database, { concerning: code });
  const open = (await findOpenCycle(database, { person: code }))?.cycle._id;
  const day = lastDayWith(entry.person, dayOf(new Date(sources.at)));
  const [[line], held, invitation, delegate, entered, kept, decisions, joined, standing] = await Promise.all([
    toLines(sources, { entries: [entry], directory }),
    listPosts(database, { people: [code], day, orLater: true }),
    findOpenInvitation(database, { person: code, now: new Date(sources.at) }),
    findDelegateOf(sources, { person: code, delegations }),
    cycle === undefined ? null : findCountingEntry(sources, { person: code, cycle, orWithdrawn: true }),
    cycle !== undefined || open === undefined ? null : findKept(database, { person: code, cycle: open }),
    listDecisionsFor(sources, { person: code }),
    listJoinedAmong(sources, { people: [code] }),
    open === undefined ? [] : listStandingEntries(database, { person: code, cycle: open }),
  ]);
  if (line === undefined) return null;
  const mayAct = mayActForMember(reader, { person: code, bodies });
  const hasPost = mayAct && (await mayEndAny(sources, { reader, held, day: today }));
  const hasJoined = joined.has(code);
  const paper = standing.find(({ how }) => how === 'paper')?.number;
  const about = {
    ...{ line, entry, hasDelegate: delegate !== null, hasJoined, hasPost },
    hasMoved: (lastMoveOf(entry.person)?.on ?? '') >= addDays(day, -LATELY),
    entered: new Set(standing.map(({ how }) => how)),
    wasAsked: await wasAsked(sources, line),
  };
  return {
    ...line,
    posts: heldTexts(held, today),
    invitedUntil: invitation?.expiresAt.toISOString() ?? null,
    ...{ delegate, entered, kept, decisions, isSelf: !mayAct, isMore: more === 1, hasJoined },
    acts: mayAct ? actsFor(about) : [],
    ...(paper !== undefined && { paper }),
    ...(held.some(({ from }) => from !== undefined) && { undoesPost: true }),
    place: from as ScreenParams,
  };
}

/** Whether the open cycle asked somebody on their last day, who has left since, and a paper can be from that day. */
async function wasAsked({ reviews, at }: PersonSources, { code, leaving }: MemberLine): Promise<boolean> {
  if (leaving?.isOver !== true) return false;
  const last = addDays(leaving.on, -1);
  const review = await reviews.findAskedOn(code, last);
  return review !== null && last >= paperDays(review.cycle, { today: dayOf(new Date(at)) }).from;
}

/** What somebody holds, or is to hold after `today`, `YYYY-MM-DD`; each once. */
function heldTexts(held: readonly Post[], today: string): ShownMember['posts'] {
  const texts = held.map(({ title, from, to }) => {
    const first = from !== undefined && from > today ? { from } : {};
    const days = { ...first, ...(to !== undefined && { to }) };
    return Object.keys(days).length === 0 ? title : { title, ...days };
  });
  return [...new Map(texts.map((one) => [JSON.stringify(one), one])).values()];
}

/** Whether the reader may end one of the posts that somebody holds. */
async function mayEndAny(
  { database }: PersonSources,
  { reader, held, day }: { reader: Actor; held: readonly Post[]; day: string },
): Promise<boolean> {
  const may = held.map(async ({ person, collective }) =>
    mayChangePosts(reader, await findOverPost(database, { person, collective, day })),
  );
  return (await Promise.all(may)).includes(true);
}
