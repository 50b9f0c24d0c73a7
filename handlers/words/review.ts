import type { Note, Output, ReviewItem } from '../../flows/engine/events.ts';
import type { Block } from '../ports.ts';
import { presentAnswer } from './answer.ts';
import { findStep, ofForm, type PresentContext, say } from './context.ts';
import { formatDate, formatStamp, isLate, writeDays } from './dates.ts';
import { progressText } from './standing.ts';

/** Longest beginning of a long answer in the review, in UTF-16 units. */
const QUOTE_LENGTH = 300;

type Shown<Type extends Output['type']> = Extract<Output, { type: Type }>;

export function presentOverview(output: Shown<'overview'>, context: PresentContext): Block[] {
  const { t } = context;
  const retired = output.retired.length;
  return [
    { type: 'title', text: ofForm('overview', context) },
    { type: 'status', text: progressText(output, context) },
    ...pageLine(output, context),
    { type: 'status', text: t('chat:overview.help') },
    ...(retired === 0
      ? []
      : [{ type: 'text' as const, text: t('chat:overview.retired', { count: retired }) }]),
  ];
}

function pageLine(output: { page: number; pages: number }, { t }: PresentContext): Block[] {
  if (output.pages === 1) return [];
  return [{ type: 'status', text: t('chat:overview.page', { page: output.page + 1, pages: output.pages }) }];
}

export function presentReview(output: Shown<'review'>, context: PresentContext): Block[] {
  return [
    { type: 'title', text: ofForm('review', context) },
    ...pageLine(output, context),
    ...output.items.map((item) => reviewItem(item, context)),
    ...replacesLine(output, context),
    ...noteLine(output, context),
    ...remarkLine(output, context),
    verdictOf(output, context),
    ...(output.closed === true ? [] : lateLine('chat:review.overdue', { at: context.now, context })),
  ];
}

/** Whether it can be handed in, and if so where: at the end, once everything was seen. */
function verdictOf(output: Shown<'review'>, context: PresentContext): Block {
  const { missing, unchanged, page, pages, closed } = output;
  const { t } = context;
  if (closed === true) return { type: 'text', text: t('chat:review.closed') };
  if (missing > 0)
    return {
      type: 'problem',
      text: t('chat:review.missing', { count: missing, word: ofForm('submit-word', context) }),
    };
  if (unchanged !== undefined)
    return { type: 'text', text: t('chat:review.unchanged', { number: unchanged }) };
  if (page < pages - 1) return { type: 'text', text: t('chat:review.go-on') };
  return { type: 'text', text: ofForm('ready', context) };
}

/** What handing it in replaces of the person for whom it is. */
function replacesLine({ unchanged, closed }: Shown<'review'>, context: PresentContext): Block[] {
  const replaces = context.flow?.about?.replaces;
  if (replaces === undefined || unchanged !== undefined || closed === true) return [];
  return [{ type: 'problem', text: say(replaces, context) }];
}

/** What else comes of it for the person for whom it is. */
function noteLine({ closed }: Shown<'review'>, context: PresentContext): Block[] {
  const note = context.flow?.about?.note;
  return note === undefined || closed === true ? [] : [{ type: 'text', text: say(note, context) }];
}

/** What is to be known of what was answered. */
function remarkLine({ items, closed }: Shown<'review'>, context: PresentContext): Block[] {
  const chosen = (step: string) => {
    const answer = items.find((item) => item.step === step)?.answer;
    return answer?.kind === 'choice' || answer?.kind === 'date' ? answer.value : undefined;
  };
  const remark = context.flow?.about?.remark?.(chosen);
  return remark === undefined || closed === true ? [] : [{ type: 'problem', text: say(remark, context) }];
}

/** Says with the sentence `key` that `at` is after the last day for handing in; empty if it is not. */
function lateLine(key: string, { at, context }: { at: Date; context: PresentContext }): Block[] {
  const { t, due, language } = context;
  if (due === null || !isLate(at, due)) return [];
  return [{ type: 'text', text: t(key, { due: formatDate(due, language) }) }];
}

/** One answer of the review in full. */
export function presentWholeAnswer(output: Shown<'answer'>, context: PresentContext): Block[] {
  return [reviewItem({ ...output, most: Number.POSITIVE_INFINITY }, context)];
}

function reviewItem(item: ReviewItem & { most?: number }, context: PresentContext): Block {
  const most = item.most ?? (item.long === true ? QUOTE_LENGTH : Number.POSITIVE_INFINITY);
  const step = findStep(context, item.step);
  const heading = step === undefined ? item.step : say(step.heading, context);
  const text =
    item.answer === undefined
      ? context.t(step?.required === true ? 'chat:answer.none-required' : 'chat:answer.none')
      : presentAnswer(item.answer, context, { step, most });
  return { type: 'quote', label: labelOf(item, heading, context), text };
}

function labelOf(item: ReviewItem, heading: string, context: PresentContext): string {
  const { number, part, parts, retired } = item;
  if (retired !== undefined) return context.t('chat:review.retired', { heading: say(retired, context) });
  if (parts === 1) return context.t('chat:review.item', { number, heading });
  return context.t('chat:review.item-part', { number, part, parts, heading });
}

export function presentCancel(output: Shown<'cancel'>, { t, flow }: PresentContext): Block[] {
  if (flow?.isFinal === true) {
    return [
      { type: 'title', text: t('chat:give-up.title') },
      { type: 'text', text: t('chat:give-up.text') },
    ];
  }
  return [
    { type: 'title', text: t('chat:cancel.title') },
    { type: 'text', text: t('chat:cancel.text', { count: output.answered }) },
  ];
}

export function presentLeft(output: Shown<'left'>, context: PresentContext): Block[] {
  const { t } = context;
  return [
    ...(output.problem === undefined ? [{ type: 'title' as const, text: t('chat:left.title') }] : []),
    { type: 'text', text: `${progressText(output, context)}. ${wayBack(context)}` },
  ];
}

/** What is handed in once is listed nowhere until then: who pauses in it is told where it is begun again. */
function wayBack(context: PresentContext): string {
  const { t, flow } = context;
  if (flow?.isFinal !== true) return t('chat:left.text');
  const isOnTheirCard = flow.about !== undefined && flow.about.pickedAt === undefined;
  return t(isOnTheirCard ? 'chat:left.act-for' : 'chat:left.act', { act: say(flow.title, context) });
}

export function presentSubmitted(
  output: Pick<Shown<'submitted'>, 'submission' | 'at'>,
  context: PresentContext,
): Block[] {
  const about = { number: output.submission, time: formatStamp(output.at, context) };
  return [
    { type: 'title', text: ofForm('submitted.title', context, about) },
    { type: 'text', text: ofForm('submitted.text', context, about) },
    ...afterSubmitting(output.at, context),
  ];
}

/** Whether it was late, and that nothing is left to be done. */
function afterSubmitting(at: string, context: PresentContext): Block[] {
  return [
    ...lateLine('chat:submitted.late', { at: new Date(at), context }),
    { type: 'status', text: ofForm('submitted.help', context) },
  ];
}

export function presentRecorded(
  output: Pick<Shown<'recorded'>, 'submission' | 'at' | 'notes'> & { receivedAt?: string },
  context: PresentContext,
): Block[] {
  const about = { number: output.submission, time: formatStamp(output.at, context) };
  return [
    { type: 'title', text: ofForm('recorded.title', context, about) },
    ...(output.notes ?? []).map((note): Block => ({ type: 'text', text: noteText(note, context) })),
    { type: 'text', text: ofForm('recorded.text', context, about) },
    ...(output.receivedAt === undefined ? [] : afterSubmitting(output.receivedAt, context)),
  ];
}

/** "Đồng chí Nguyễn Văn A chuyển sinh hoạt đến Chi bộ Hai từ ngày 01/12/2026." */
function noteText({ kind, values }: Note, { t, language }: PresentContext): string {
  const { why } = values;
  const reason = why === undefined ? {} : { why: t(`chat:leave-reasons.${why}`) };
  return t(`chat:notes.${kind}`, { ...writeDays(values, language), ...reason });
}
