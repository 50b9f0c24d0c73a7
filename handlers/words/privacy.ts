import type { Membership } from '../../models/organisation/membership.ts';
import type { Block } from '../ports.ts';
import type { Account } from '../queries/describe-account.ts';
import type { ReviewStanding } from '../queries/review-standing.ts';
import type { PresentContext, Translate } from './context.ts';
import { formatDate, formatStamp, writeDays } from './dates.ts';
import { eventText } from './events.ts';
import { newsText } from './news.ts';
import { reasonText, standingLine } from './standing.ts';
import { decisionLine } from './unit-people.ts';

/** The privacy notice: what is stored, why, for how long, and who reads it. */
export function privacyBlocks(t: Translate): Block[] {
  const paragraphs = ['what', 'why', 'who', 'how-long', 'way', 'rights'];
  return [
    { type: 'title', text: t('chat:privacy.title') },
    ...paragraphs.map((one): Block => ({ type: 'text', text: t(`chat:privacy.${one}`) })),
  ];
}

/** What is stored about the reader. */
export interface DataFacts {
  standing: ReviewStanding | null;
  account: Account | null;
}

export function presentData({ standing, account }: DataFacts, context: PresentContext): Block[] {
  const { t } = context;
  const text = (words: string): Block => ({ type: 'text', text: words });
  const entered = account?.submissions.find(
    ({ year, how, withdrawnAt }) => year === standing?.year && how !== null && withdrawnAt === null,
  );
  return [
    { type: 'title', text: t('chat:data.title') },
    ...(account === null ? [] : accountBlocks(account, context)),
    text(standing === null ? t('chat:home.no-review') : reviewLine({ standing, entered }, context)),
    text(t('chat:data.where')),
  ];
}

/** How the review stands; of who has not begun, and need not, it is not said that they have not. */
function reviewLine(
  { standing, entered }: { standing: ReviewStanding; entered: Account['submissions'][number] | undefined },
  context: PresentContext,
): string {
  if (entered !== undefined && !standing.started) return context.t('chat:home.entered-enough');
  return standingLine(standing, context, entered);
}

/** Of some people the year alone is known. */
function bornText(person: string, birthDate: string, { t, language }: PresentContext): string {
  const isYear = /^\d{4}$/.test(birthDate);
  const born = isYear ? birthDate : formatDate(birthDate, language);
  return t(isYear ? 'chat:data.person-year' : 'chat:data.person', { person, born });
}
/** What is said of a version that stands, and of one that was withdrawn. */
const SUBMISSIONS = {
  own: ['chat:data.submission', 'chat:data.submission-withdrawn'],
  paper: ['chat:data.submission-paper', 'chat:data.submission-paper-withdrawn'],
  delegate: ['chat:data.submission-delegate', 'chat:data.submission-delegate-withdrawn'],
} as const;

function accountBlocks(account: Account, context: PresentContext): Block[] {
  const { t } = context;
  const time = (at: string) => formatStamp(at, context);
  const person = [account.name, account.unit, ...account.posts].filter((line) => line !== '').join(' · ');
  const chats = account.chats.map(({ channel, linkedAt, consentedAt }) =>
    t(consentedAt === null ? 'chat:data.chat' : 'chat:data.chat-consented', {
      channel: `${channel.charAt(0).toUpperCase()}${channel.slice(1)}`,
      time: time(linkedAt),
      consent: consentedAt === null ? '' : time(consentedAt),
    }),
  );
  const submissions = account.submissions.map(({ year, number, how, by, ...version }) => {
    const { recordedAt, withdrawnAt, takenBack, day, files } = version;
    const [standing, withdrawn] = SUBMISSIONS[how ?? 'own'];
    const line = t(withdrawnAt === null ? standing : withdrawn, {
      ...{ year, number, name: by ?? t('chat:data.by-operator'), time: time(recordedAt) },
      day: day === null ? '' : formatDate(day, context.language),
      withdrawn: withdrawnAt === null ? '' : time(withdrawnAt),
    });
    const more = [
      ...(files === undefined ? [] : [t('chat:notes.paper-files', { count: files })]),
      ...(takenBack === undefined ? [] : [reasonText(takenBack, t)]),
    ];
    return [line, ...more].join('. ');
  });
  const events = account.events.map((event) => eventLine(event, { account, context }));
  const memberships = (account.memberships ?? []).map((one) => membershipLine(one, context));
  const temporary = (account.temporary ?? []).map((one) => membershipLine({ ...one, why: null }, context));
  const decisions = (account.decisions ?? []).map((one) => decisionLine(one, context));
  const untold = (account.untold ?? []).map((one) => newsText(one, context));
  const { difficulties } = account;
  const list = (label: string, lines: readonly string[]): Block => ({
    type: 'text',
    text: [t(`chat:data.${label}`), ...lines.map((line) => `• ${line}`)].join('\n'),
  });
  return [
    {
      type: 'text',
      text: bornText(person, account.birthDate, context),
    },
    ...(account.knownByNumber ? [{ type: 'text', text: t('chat:data.known-by-number') } as const] : []),
    ...(memberships.length === 0 ? [] : [list('memberships', memberships)]),
    ...(temporary.length === 0 ? [] : [list('temporary', temporary)]),
    list('chats', chats),
    ...(submissions.length === 0 ? [] : [list('submissions', submissions)]),
    ...(decisions.length === 0 ? [] : [list('decisions', decisions)]),
    ...(untold.length === 0 ? [] : [list('untold', untold)]),
    ...delegationBlocks(account, context),
    {
      type: 'text',
      text: t('chat:data.items', { commitments: account.commitments, remedies: account.remedies }),
    },
    ...(difficulties.reported + difficulties.answered === 0
      ? []
      : [{ type: 'text', text: t('chat:data.difficulties', difficulties) } as const]),
    ...(events.length === 0 ? [] : [list('events', events)]),
  ];
}

/** "09:41 ngày 23/11/2026, đồng chí Trần Thị Hai: gia hạn …". */
function eventLine(
  event: Account['events'][number],
  { account, context }: { account: Account; context: PresentContext },
): string {
  const { t, language } = context;
  const { at, kind, facts } = event;
  const you = (value: string | number) => (value === account.code ? t('chat:data.by-self') : value);
  const told = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, you(value)]));
  return t('chat:data.event', {
    time: formatStamp(at, context),
    by: t(`chat:data.by-${event.by}`, { name: event.by === 'other' ? event.name : '' }),
    what: eventText({ kind, facts: writeDays(told, language) }, t),
  });
}

/** Who answers for the reader and for whom they answer, with when, and how much they handed in for others. */
function delegationBlocks({ delegations, answeredFor }: Account, context: PresentContext): Block[] {
  const { t } = context;
  const lines = delegations.map(({ year, name, isDelegate, namedAt, endedAt }) => {
    const key = isDelegate ? 'chat:data.answers-for-other' : 'chat:data.answers-for-reader';
    const line = t(key, { year, name, time: formatStamp(namedAt, context) });
    return endedAt === null
      ? line
      : `${line}${t('chat:data.ended', { time: formatStamp(endedAt, context) })}`;
  });
  if (answeredFor > 0) lines.push(t('chat:data.answered-for', { count: answeredFor }));
  if (lines.length === 0) return [];
  const text = [t('chat:data.delegations'), ...lines.map((line) => `• ${line}`)].join('\n');
  return [{ type: 'text', text }];
}

/** "Tổ đảng Một: từ 01/03/2026 đến 20/11/2026 (chuyển sinh hoạt đảng)". */
function membershipLine({ unit, from, to, why }: Membership, { t, language }: PresentContext): string {
  const since = from === null ? '' : t('chat:data.since', { day: formatDate(from, language) });
  const until = to === null ? '' : t('chat:data.until', { day: formatDate(to, language) });
  const reason = why === null ? '' : `(${t(`chat:leave-reasons.${why}`)})`;
  return [`${unit}:`, since, until, reason].filter((part) => part !== '').join(' ');
}
