import { formatInvitationCode } from '../../models/chat/invitation-code.ts';
import type { Block } from '../ports.ts';
import type { CountingEntry } from '../queries/counting-entry.ts';
import type { Leaving } from '../queries/leaving.ts';
import type { GuestLine, Guests } from '../queries/list-guests.ts';
import type { MemberLine, MemberPage } from '../queries/list-unit-people.ts';
import type { MemberDecision } from '../queries/member-decisions.ts';
import { MEMBER_STANDINGS } from '../queries/member-standing.ts';
import type { HandedOver } from '../talk/output.ts';
import type { PresentContext } from './context.ts';
import { formatDate, formatStamp } from './dates.ts';
import { type NamedDelegate, namedLine } from './delegation.ts';
import { entryLine } from './standing.ts';
import { temporaryText } from './temporary.ts';

/** A page of the people in one's unit, with what was looked for. */
export interface ListedMembers extends MemberPage {
  /** Empty where nothing was looked for. */
  search: string;
  onlyNotJoined: boolean;
  /** Code of the unit that was chosen, of several that the reader leads. */
  unit?: string;
}

/** A person as their secretary sees them. */
export interface ShownMember extends MemberLine {
  /** Titles of the posts, with the first day (`YYYY-MM-DD`) of those to come, and the last day where it is known. */
  posts: readonly (string | { title: string; from?: string; to?: string })[];
  /** Until when an invitation can be used that was not used yet; ISO 8601, UTC. Null where there is none. */
  invitedUntil: string | null;
  /** Who answers for them. */
  delegate: NamedDelegate | null;
  /** What counts as handed in, where somebody else entered it. */
  entered: CountingEntry | null;
  /** What stands of somebody whom no cycle asks any longer, as of who has left. */
  kept?: Pick<CountingEntry, 'number' | 'day'> | null;
  /** What was decided about them in the open cycle; missing where an earlier version left it to be sent. */
  decisions?: readonly MemberDecision[];
  /** It is the reader, for whom others act. */
  isSelf: boolean;
  /** The second page, with what is done less often. */
  isMore: boolean;
}

/** A person on a button; where the list is of one unit, that is said above it and not of those who belong to it directly. */
export function memberLine(
  line: MemberLine,
  { units }: Pick<MemberPage, 'units'>,
  context: PresentContext,
): string {
  const { name, unit } = line;
  const key =
    units.length === 1 && units[0] === unit ? 'chat:unit-people.line-here' : 'chat:unit-people.line';
  return context.t(key, { name, unit, standing: standingText(line, context) });
}

/** "đang trả lời 4/20 câu". */
function standingText({ standing, progress, leaving }: MemberLine, context: PresentContext): string {
  const { t } = context;
  if (standing === 'left' && leaving !== undefined) return leavingText(leaving, context);
  return progress === undefined
    ? t(`chat:unit-people.standing.${standing}`)
    : t('chat:unit-people.answering-of', progress);
}

/** "đã rời từ ngày 01/12/2026 (nghỉ việc)", or that they are to leave. */
function leavingText({ on, why, isOver }: Leaving, { t, language }: PresentContext): string {
  // Who died has not left, and nobody is to die on a later day.
  if (why === 'died') return t('chat:unit-people.died-on', { day: formatDate(on, language) });
  const text = t(`chat:unit-people.${isOver ? 'left-on' : 'leaves-on'}`, { day: formatDate(on, language) });
  return why === null ? text : `${text} (${t(`chat:leave-reasons.${why}`)})`;
}

export function presentUnitPeople(list: ListedMembers | null, context: PresentContext): Block[] {
  const { t } = context;
  if (list === null) return [{ type: 'problem', text: t('chat:unit-people.none') }];
  const { total: count, page, pages, units, search, onlyNotJoined, counts, decisions = [] } = list;
  const which = onlyNotJoined ? 'not-joined' : 'all';
  const counted = counts === undefined ? [] : MEMBER_STANDINGS.filter((one) => counts[one] !== undefined);
  return [
    { type: 'title', text: t('chat:unit-people.title', { units: units.join(', ') }) },
    {
      type: 'status',
      text:
        search === ''
          ? t(`chat:unit-people.total-${which}`, { count })
          : t(`chat:unit-people.found-${which}`, { count, search }),
    },
    ...counted.map(
      (standing): Block => ({
        type: 'text',
        text: t('chat:unit-people.count', {
          ...{ standing: t(`chat:unit-people.standing.${standing}`), number: counts?.[standing] ?? 0 },
        }),
      }),
    ),
    ...decisions.map(
      ({ unit, ...decision }): Block => ({
        type: 'text',
        text: t('chat:unit-people.decided-unit', { unit, line: decisionLine(decision, context) }),
      }),
    ),
    ...(pages === 1
      ? []
      : [{ type: 'status' as const, text: t('chat:overview.page', { page: page + 1, pages }) }]),
    ...presentLeaving(list.items, context),
    ...presentAway(list.items, context),
    ...presentGuests(list.guests, context),
    { type: 'status', text: t('chat:unit-people.help') },
  ];
}

/** Those of a page who are to leave. */
function presentLeaving(items: readonly MemberLine[], context: PresentContext): Block[] {
  const lines = items.flatMap(({ name, leaving }) =>
    leaving === undefined || leaving.isOver ? [] : `${name} · ${leavingText(leaving, context)}`,
  );
  return part('chat:unit-people.leaving', { lines, context });
}

/** Those of a page who take part elsewhere for a time. */
function presentAway(items: readonly MemberLine[], context: PresentContext): Block[] {
  const lines = items.flatMap(({ name, temporary = [] }) =>
    temporary.map((one) => `${name} · ${temporaryText(one, context)}`),
  );
  return part('chat:unit-people.away', { lines, context });
}

/** Those who take part here for a time, in a part of their own: their reviews are another unit's. */
function presentGuests(guests: Guests | undefined, context: PresentContext): Block[] {
  if (guests === undefined) return [];
  const { items, more } = guests;
  const left = more === 0 ? [] : [context.t('chat:unit-people.guests-more', { count: more })];
  const lines = [...items.map((one) => guestLine(one, context)), ...left];
  return part('chat:unit-people.guests', { lines, context });
}

function guestLine({ name, home, unit, from, to, handedIn }: GuestLine, context: PresentContext): string {
  const { t, language } = context;
  const since = formatDate(from, language);
  const days =
    to === null
      ? t('chat:unit-people.guest-since', { from: since })
      : t('chat:unit-people.guest-until', { from: since, to: formatDate(to, language) });
  const review = handedIn === null ? [] : [t(`chat:unit-people.guest-${handedIn ? 'handed-in' : 'waiting'}`)];
  return [t('chat:unit-people.guest', { name, home, unit }), days, ...review].join(', ');
}

/** A heading with lines below it; nothing where there are none. */
function part(
  heading: `chat:unit-people.${'leaving' | 'away' | 'guests'}`,
  { lines, context }: { lines: readonly string[]; context: PresentContext },
): Block[] {
  if (lines.length === 0) return [];
  return [{ type: 'text', text: [context.t(heading), ...lines.map((line) => `• ${line}`)].join('\n') }];
}

export function presentUnitPerson(shown: ShownMember | null, context: PresentContext): Block[] {
  const { t } = context;
  if (shown === null) return [{ type: 'problem', text: t('chat:unit-people.unknown') }];
  const { name, code, unit, posts, standing, isMore, temporary = [] } = shown;
  const known: Block[] = [
    { type: 'title', text: t('chat:unit-people.one', { name, code }) },
    { type: 'status', text: standingText(shown, context) },
  ];
  // What is known of the person was read on the first page.
  if (isMore) return known;
  const lines = [
    [t('chat:unit-people.unit', { unit }), ...leavingLine(shown, context)].join(' · '),
    ...temporary.map((one) => temporaryText(one, context)),
    ...(posts.length === 0
      ? []
      : [
          t(`chat:unit-people.${standing === 'left' ? 'posts-then' : 'posts'}`, {
            posts: posts.map((one) => postText(one, context)).join('; '),
          }),
        ]),
    ...reviewLines(shown, context),
    ...(shown.isSelf ? [t('chat:unit-people.self')] : []),
  ];
  return [...known, ...lines.map((text): Block => ({ type: 'text', text }))];
}

/** "Bí thư Chi bộ (từ ngày 05/12/2026, đến hết ngày 30/11/2027)", with the days that are told. */
function postText(post: ShownMember['posts'][number], { t, language }: PresentContext): string {
  if (typeof post === 'string') return post;
  const { title, from, to } = post;
  const days = [
    ...(from === undefined ? [] : [t('chat:unit-people.post-from', { day: formatDate(from, language) })]),
    ...(to === undefined ? [] : [t('chat:unit-people.post-to', { day: formatDate(to, language) })]),
  ];
  return `${title} (${days.join(', ')})`;
}

/** That somebody is to leave; of who has left their standing says so. */
function leavingLine({ leaving }: ShownMember, context: PresentContext): string[] {
  return leaving === undefined || leaving.isOver ? [] : [leavingText(leaving, context)];
}

/** What else is known of somebody's review: what counts, what was decided, who answers, and an invitation. */
function reviewLines(shown: ShownMember, context: PresentContext): string[] {
  const { t, language } = context;
  const { entered, kept = null, decisions = [], delegate, invitedUntil } = shown;
  const time = invitedUntil === null ? null : formatStamp(invitedUntil, context);
  return [
    ...(entered === null ? [] : [entryLine(entered, context, 'secretary')]),
    ...(kept === null
      ? []
      : [t('chat:unit-people.kept', { number: kept.number, day: formatDate(kept.day, language) })]),
    ...decisions.map((one) => decisionLine(one, context)),
    ...(delegate === null ? [] : [namedLine(delegate, context)]),
    ...(time === null ? [] : [t('chat:unit-people.invited', { time })]),
  ];
}

/** "Gia hạn nộp đến 20/12/2026. Lý do: … (Trần Thị Hai ghi lúc …)". */
export function decisionLine(decision: MemberDecision, context: PresentContext): string {
  const { t, language } = context;
  const { kind, day, why, by, at, isOver } = decision;
  const line = t(`chat:unit-people.decided.${kind}`, {
    ...{ day: day === null ? '' : formatDate(day, language), why, time: formatStamp(at, context) },
    by: by ?? t('chat:data.by-operator'),
  });
  return isOver ? t('chat:unit-people.decided-over', { line }) : line;
}

/** The code of an invitation that was made, for whom it is and until when. */
export function presentInvitation(
  { name, code, until }: Extract<HandedOver, { type: 'invitation' }>,
  context: PresentContext,
): Block[] {
  const { t } = context;
  return [
    { type: 'title', text: t('chat:invitation.title', { name }) },
    { type: 'quote', label: t('chat:invitation.code'), text: formatInvitationCode(code) },
    ...context
      .invitationLinks(code)
      .map(({ app, link }): Block => ({ type: 'text', text: t('chat:invitation.link', { app, link }) })),
    { type: 'text', text: t('chat:invitation.text', { time: formatStamp(until, context) }) },
  ];
}
