import type { Progress } from '../../flows/engine/events.ts';
import type { Block } from '../ports.ts';
import type { CountingEntry, KnownReason } from '../queries/counting-entry.ts';
import type { Absence } from '../queries/load-asked.ts';
import type { ReviewStanding } from '../queries/review-standing.ts';
import type { PresentContext, Translate } from './context.ts';
import { formatDate, formatStamp, isLate } from './dates.ts';

/** Why a person is not asked, and whether they have written something before. */
export type KnownAbsence = Absence & { hasDraft: boolean };

/** What home tells of a person's self-review: how it stands or, where no open cycle asks them, why. */
export interface SelfReviewFacts {
  standing: ReviewStanding | null;
  absence?: KnownAbsence;
  /** What counts as handed in because somebody entered it for them. */
  entry?: CountingEntry;
}

/** How the person's self-review stands, as home tells it. */
export function presentStanding(
  { standing, absence, entry }: SelfReviewFacts,
  context: PresentContext,
): Block[] {
  const { t, language, now } = context;
  if (absence !== undefined) return presentAbsence(absence, context);
  if (standing === null) {
    return [
      { type: 'title', text: t('chat:home.title-none') },
      { type: 'text', text: t('chat:home.no-review') },
    ];
  }
  const due = formatDate(standing.draftsDue, language);
  const papers = formatDate(standing.papersBefore, language);
  const isEntered = entry !== undefined && entry.isWithdrawn !== true;
  const isHandedIn =
    isEntered || (standing.submission !== null && standing.submission.withdrawnAt === undefined);
  const isOverdue = !isHandedIn && isLate(now, standing.draftsDue);
  return [
    { type: 'title', text: t('chat:home.title', { year: standing.year }) },
    // Of who has not begun, and need not, it is not said that they have not.
    ...(isEntered && !standing.started
      ? []
      : [status(standingLine(standing, context, isEntered ? entry : undefined))]),
    ...(entry === undefined ? [] : [status(entryLine(entry, context))]),
    ...(isEntered ? [status(t('chat:home.entered-enough'))] : []),
    { type: 'text', text: t(`chat:home.${isOverdue ? 'overdue' : 'deadline'}`, { due, papers }) },
    ...extensionLine(standing, context),
    ...(standing.started || isEntered ? [] : [{ type: 'text' as const, text: t('chat:home.welcome') }]),
  ];
}

function status(text: string): Block {
  return { type: 'status', text };
}

/** Why the person may hand in later than others. */
function extensionLine({ extension, draftsDue }: ReviewStanding, { t, language }: PresentContext): Block[] {
  if (extension === undefined) return [];
  const due = formatDate(draftsDue, language);
  return [{ type: 'text', text: t('chat:home.extended', { due, why: extension.why }) }];
}

function presentAbsence(absence: KnownAbsence, context: PresentContext): Block[] {
  const { t } = context;
  const why =
    absence.kind === 'excused'
      ? t('chat:home.excused', { why: absence.why })
      : t('chat:home.closed', { time: formatStamp(absence.closedAt, context) });
  return [
    { type: 'title', text: t('chat:home.title', { year: absence.year }) },
    { type: 'text', text: why },
    ...(absence.hasDraft ? [{ type: 'text' as const, text: t('chat:home.kept') }] : []),
  ];
}

/** The version that counts, where somebody entered it: who, and when; in words to whose it is, or to their secretary. */
export function entryLine(
  { how, number, day, name, files, isWithdrawn, withdrawnBy, takenBack }: CountingEntry,
  { t, language }: Pick<PresentContext, 't' | 'language'>,
  reader: 'own' | 'secretary' = 'own',
): string {
  const say = (word: string, of: typeof about) =>
    reader === 'own' ? t(`chat:home.${word}`, of) : t(`chat:unit-people.entries.${word}`, of);
  const about = { number, day: formatDate(day, language), name: name ?? '' };
  if (isWithdrawn === true) {
    const line = say(withdrawnBy === undefined ? `withdrawn-${how}` : `withdrawn-by-${withdrawnBy}`, about);
    return takenBack === undefined ? line : `${line} ${reasonText(takenBack, t)}`;
  }
  if (how === 'delegate') return say('answered-for', about);
  const line = say(name === null ? 'entered-by-office' : 'entered', about);
  return files === undefined ? line : `${line} ${t('chat:notes.paper-files', { count: files })}`;
}

/** "Lý do: … (Trần Thị Hai ghi)". */
export function reasonText({ by, why }: KnownReason, t: Translate): string {
  return t('chat:home.taken-back', { why, by: by ?? t('chat:data.by-operator') });
}

/** How far the review is, in one line; `counting` is a version that counts and is none of this draft. */
export function standingLine(standing: ReviewStanding, context: PresentContext, counting?: object): string {
  const { t } = context;
  const { submission, total, parts } = standing;
  if (!standing.started) {
    const questions = t('chat:home.not-started', { count: total });
    return parts === total ? questions : `${questions} (${t('chat:progress.all-parts', { count: parts })})`;
  }
  const progress = progressText(standing, context);
  if (submission === null) return progress;
  if (submission.withdrawnAt !== undefined) {
    const time = formatStamp(submission.withdrawnAt, context);
    const about = { number: submission.number, time };
    return `${progress} · ${t(`chat:home.${counting === undefined ? 'withdrawn' : 'withdrawn-alone'}`, about)}`;
  }
  const state = submission.recordedAt === undefined ? 'received' : 'recorded';
  const time = formatStamp(submission.recordedAt ?? submission.at, context);
  const handedIn = t(`chat:home.${state}`, { number: submission.number, time });
  const late = isLate(new Date(submission.at), standing.draftsDue) ? ` ${t('chat:home.late')}` : '';
  if (standing.stage === 'handed-in') return `${handedIn}${late} · ${t('chat:home.nothing-to-do')}`;
  const changed = submission.changedSince === true ? ` · ${t('chat:home.changed-since')}` : '';
  return `${progress} · ${handedIn}${late}${changed}`;
}

/** "Đã trả lời 4/20 câu (9/31 phần)"; parts are told where questions have several. */
export function progressText(progress: Progress, { t }: PresentContext): string {
  const { answered, total, skipped, answeredParts, parts } = progress;
  const passed = skipped === 0 ? '' : `, ${t('chat:progress.skipped', { count: skipped })}`;
  const questions = `${t('chat:progress.questions', { answered, total })}${passed}`;
  if (parts === total) return questions;
  return `${questions} (${t('chat:progress.parts', { answered: answeredParts, total: parts })})`;
}
