import type { Position } from '../../flows/engine/conditions.ts';
import type { Output } from '../../flows/engine/events.ts';
import type { DateStep, Step } from '../../flows/forms/definition.ts';
import { dayOf, EARLIEST_DAY, LATEST_DAY } from '../../flows/rules/calendar.ts';
import type { Block } from '../ports.ts';
import { presentAnswer } from './answer.ts';
import { findStep, headingOf, ofForm, type PresentContext, say } from './context.ts';
import { formatMoment, formatNumber, isLate, writeDays } from './dates.ts';
import { consentLines } from './review.ts';

/** Longest piece of one's own words shown back under a question, in UTF-16 units. */
const QUOTE_LENGTH = 1_500;

/** Longest piece of an unconfirmed text that is quoted, in UTF-16 units. */
const HELD_LENGTH = 400;

type Question = Extract<Output, { type: 'question' }>;

export function presentQuestion(output: Question & { brief?: true }, context: PresentContext): Block[] {
  const { t } = context;
  const step = findStep(context, output.step);
  if (step === undefined) return [{ type: 'problem', text: t('chat:problems.question-gone') }];
  const named: Block[] = [
    ...statusLine(output, step, context),
    { type: 'title', text: say(step.heading, context) },
  ];
  if (output.brief === true) return named;
  const note: Block[] =
    output.note === undefined || output.note === 'saved'
      ? []
      : [{ type: 'status', text: t(`chat:question.${output.note}`) }];
  const help: Block[] = step.help === undefined ? [] : [{ type: 'help', text: say(step.help, context) }];
  return [
    ...note,
    ...named,
    { type: 'text', text: say(step.prompt, context) },
    ...help,
    ...(isConsent(output) ? consentLines(context) : presentOwnAnswer(output, step, context)),
    ...presentFound(output, context),
    ...presentHint(output, step, context),
  ];
}

/** Whether the question hands in once it is answered. */
function isConsent({ actions }: Question): boolean {
  return actions.some((action) => action.do === 'consent');
}

/** "Câu 4/12 · phần 2/5 · đã lưu 09:41 · đã quá hạn nộp". A step that is only shown has no number, nor has a single question. */
function statusLine(output: Question, step: Step, context: PresentContext): Block[] {
  const { t, now, due } = context;
  const { savedAt } = output;
  const place = step.kind === 'info' ? [] : placesOf(output, context);
  const saved =
    savedAt === undefined ? [] : [t('chat:question.saved-at', { time: formatMoment(savedAt, context) })];
  const overdue = due !== null && isLate(now, due) ? [t('chat:question.overdue')] : [];
  const text = [...place, ...saved, ...overdue].join(' · ');
  return text === '' ? [] : [{ type: 'status', text }];
}

/** "Câu 4/12", "phần 2/5"; each is named if there are several. */
function placesOf({ number, total, part, parts }: Position, { t }: PresentContext): string[] {
  return [
    ...(total === 1 ? [] : [t('chat:question.place', { number, total })]),
    ...(parts === 1 ? [] : [t('chat:question.part', { part, parts })]),
  ];
}

/** How many can be picked from, and on which page. */
function presentFound({ found }: Question, { t }: PresentContext): Block[] {
  if (found === undefined) return [];
  const { search, page, pages, total: count } = found;
  const said = search === '' ? [] : [t('chat:question.found', { search, count })];
  const place = pages === 1 ? [] : [t('chat:overview.page', { page: page + 1, pages })];
  const text = [...said, ...place].join(' · ');
  return text === '' ? [] : [{ type: 'status', text }];
}

function presentOwnAnswer(output: Question, step: Step, context: PresentContext): Block[] {
  const { answer } = output;
  if (answer === undefined || answer.kind === 'choices') return [];
  const text = presentAnswer(answer, context, { step, most: QUOTE_LENGTH });
  return [{ type: 'quote', label: context.t('chat:question.your-answer'), text }];
}

function presentHint(output: Question, step: Step, context: PresentContext): Block[] {
  const { t, language } = context;
  const written = output.answer?.kind === 'text';
  const optional = step.required || step.kind === 'info' ? '' : t('chat:hints.optional');
  const hint = hintOf();
  const text = [hint, optional].filter((part) => part !== '').join(' ');
  return text === '' ? [] : [{ type: 'status', text }];

  function hintOf(): string {
    switch (step.kind) {
      case 'text':
        if (written) return t(output.open === true ? 'chat:hints.more' : 'chat:hints.rewrite');
        return t(step.long ? 'chat:hints.long' : 'chat:hints.short', { count: step.max });
      case 'number':
        return t('chat:hints.number', {
          min: formatNumber(step.min, language),
          max: formatNumber(step.max, language),
        });
      case 'date':
        return dateHint(step, context);
      case 'choice':
      case 'info':
        return '';
      case 'confirm':
        return isConsent(output) ? '' : t('chat:hints.confirm');
      case 'pick':
        return t('chat:hints.pick');
      case 'attachment':
        return t(`chat:hints.${context.takesFiles ? 'attachment' : 'no-files'}`);
      default:
        return t(`chat:hints.${step.kind}`);
    }
  }
}

/** Which days can be sent, with an example that is one of them; that today can be written as that is told where it is one. */
export function dateHint(
  { min, max }: Pick<DateStep, 'min' | 'max'>,
  { t, language, now }: PresentContext,
): string {
  const today = dayOf(now);
  const example = today < min ? min : today > max ? max : today;
  const bounds = [...(min > EARLIEST_DAY ? ['from'] : []), ...(max < LATEST_DAY ? ['until'] : [])];
  const which = min === max ? 'only' : bounds.length === 0 ? 'any' : bounds.join('-');
  const days = writeDays({ min, max, example }, language);
  const hint = t(`chat:hints.date-${which}`, days);
  return example === today ? `${hint} ${t('chat:hints.date-today')}` : hint;
}

/** Says that a message was stored, and that more can be added. */
export function presentSaved(output: Extract<Output, { type: 'saved' }>, context: PresentContext): Block[] {
  const { t } = context;
  const time = formatMoment(output.savedAt, context);
  const text = [...placesOf(output, context), t('chat:question.saved-at', { time })].join(' · ');
  return [
    { type: 'status', text },
    { type: 'text', text: t(`chat:saved.${output.how}`, { count: output.length }) },
    { type: 'status', text: t('chat:saved.more-or-done') },
  ];
}

/** Asks about an unconfirmed text and quotes it. */
export function presentUnconfirmed(
  output: Extract<Output, { type: 'unconfirmed' }>,
  context: PresentContext,
): Block[] {
  const { t } = context;
  const { asks, number, items, here = output } = output;
  const step = findStep(context, output.step);
  const values = {
    ...{ number, items, heading: headingOf(output.step, context) },
    ...{ here: here.number, hereHeading: headingOf(here.step, context) },
  };
  const quoted = presentAnswer({ kind: 'text', parts: output.text, at: '' }, context, {
    step,
    most: HELD_LENGTH,
  });
  return [
    ...(output.problem === undefined
      ? [{ type: 'title' as const, text: t(`chat:unconfirmed.${asks}.title`) }]
      : []),
    { type: 'quote', label: t('chat:unconfirmed.quote'), text: quoted },
    { type: 'text', text: t(`chat:unconfirmed.${asks}.text`, values) },
  ];
}

/** Says that the answer was changed as its message was edited, and that a submitted version was not. */
export function presentEdited(
  output: Extract<Output, { type: 'edited' }> & { elsewhere?: true },
  context: PresentContext,
): Block[] {
  const { t } = context;
  const heading = headingOf(output.step, context);
  const { number, length: count, submission, elsewhere } = output;
  const text =
    elsewhere === true
      ? t('chat:edited.elsewhere', { number, heading, count, form: ofForm('name', context) })
      : t('chat:edited.text', { number, heading, count });
  return [
    { type: 'text', text },
    ...(submission === undefined
      ? []
      : [{ type: 'text' as const, text: t('chat:edited.submitted', { number: submission }) }]),
  ];
}
