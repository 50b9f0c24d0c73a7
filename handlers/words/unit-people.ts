import { formatInvitationCode } from '../../models/chat/invitation-code.ts';
import type { Block } from '../ports.ts';
import type { CountingEntry } from '../queries/counting-entry.ts';
import type { MemberLine, MemberPage } from '../queries/list-unit-people.ts';
import { MEMBER_STANDINGS } from '../queries/member-standing.ts';
import type { HandedOver } from '../talk/output.ts';
import type { PresentContext } from './context.ts';
import { formatDate, formatStamp } from './dates.ts';
import { entryLine } from './delegation.ts';

/** A page of the people in one's unit, with what was looked for. */
export interface ListedMembers extends MemberPage {
  /** Empty where nothing was looked for. */
  search: string;
  onlyNotJoined: boolean;
}

/** A person as their secretary sees them. */
export interface ShownMember extends MemberLine {
  /** Titles of the posts held. */
  posts: readonly string[];
  /** Until when an invitation can be used that was not used yet; ISO 8601, UTC. Null where there is none. */
  invitedUntil: string | null;
  /** Who answers for them, since which day (`YYYY-MM-DD`). */
  delegate: { name: string; day: string } | null;
  /** What counts as handed in, where somebody else entered it. */
  entered: CountingEntry | null;
  /** It is the reader, for whom others act. */
  isSelf: boolean;
}

/** A person on a button. */
export function memberLine(line: MemberLine, context: PresentContext): string {
  const { name, unit } = line;
  return context.t('chat:unit-people.line', { name, unit, standing: standingText(line, context) });
}

/** "đang trả lời 4/20 câu". */
function standingText({ standing, progress }: MemberLine, { t }: PresentContext): string {
  return progress === undefined
    ? t(`chat:unit-people.standing.${standing}`)
    : t('chat:unit-people.answering-of', progress);
}

export function presentUnitPeople(list: ListedMembers | null, { t }: PresentContext): Block[] {
  if (list === null) return [{ type: 'problem', text: t('chat:unit-people.none') }];
  const { total: count, page, pages, units, search, onlyNotJoined, counts } = list;
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
    ...(pages === 1
      ? []
      : [{ type: 'status' as const, text: t('chat:overview.page', { page: page + 1, pages }) }]),
    { type: 'status', text: t('chat:unit-people.help') },
  ];
}

export function presentUnitPerson(shown: ShownMember | null, context: PresentContext): Block[] {
  const { t } = context;
  if (shown === null) return [{ type: 'problem', text: t('chat:unit-people.unknown') }];
  const { name, code, unit, posts, invitedUntil, delegate, entered, isSelf } = shown;
  const invited =
    invitedUntil === null
      ? []
      : [t('chat:unit-people.invited', { time: formatStamp(invitedUntil, context) })];
  const named =
    delegate === null
      ? []
      : [
          t('chat:delegation.named', {
            ...{ name: delegate.name, day: formatDate(delegate.day, context.language) },
          }),
        ];
  const counting = entered === null ? [] : [entryLine(entered, context)];
  const self = isSelf ? [t('chat:unit-people.self')] : [];
  return [
    { type: 'title', text: t('chat:unit-people.one', { name, code }) },
    { type: 'status', text: standingText(shown, context) },
    { type: 'text', text: t('chat:unit-people.unit', { unit }) },
    ...(posts.length === 0
      ? []
      : [{ type: 'text' as const, text: t('chat:unit-people.posts', { posts: posts.join('; ') }) }]),
    ...[...counting, ...named, ...invited, ...self].map((text): Block => ({ type: 'text', text })),
  ];
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
    { type: 'text', text: t('chat:invitation.text', { time: formatStamp(until, context) }) },
  ];
}
