import type { Text } from '../../flows/forms/definition.ts';
import type { SubmittedValue } from '../forms/submitted-value.ts';
import type { Block } from '../ports.ts';
import type { AnsweringFor } from '../queries/answering-for.ts';
import type { DelegatedEntry, KnownReason } from '../queries/counting-entry.ts';
import { type PresentContext, say } from './context.ts';
import { formatDate, formatNumber, formatStamp } from './dates.ts';
import { entryLine, standingLine } from './standing.ts';

/** Who answers for somebody, and since which day, `YYYY-MM-DD`; `paperDay` is that of the paper by which they were named. */
export interface NamedDelegate {
  name: string;
  day: string;
  paperDay?: string;
}

/** "Đồng chí Trần Thị Hai được nhờ trả lời thay, từ ngày 20/11/2026, theo giấy ngày 19/11/2026." */
export function namedLine({ name, day, paperDay }: NamedDelegate, { t, language }: PresentContext): string {
  const about = { name, day: formatDate(day, language) };
  return paperDay === undefined
    ? t('chat:delegation.named', about)
    : t('chat:delegation.named-on-paper', { ...about, paperDay: formatDate(paperDay, language) });
}

/** Who answers for the reader, what was handed in for them and stands, and for whom they answer. */
export interface DelegationFacts {
  /** Whether an open cycle asks the reader, so that somebody can answer for them. */
  isAsked: boolean;
  delegate: NamedDelegate | null;
  entries: readonly DelegatedEntry[];
  answering: readonly AnsweringFor[];
}

export function presentDelegation(facts: DelegationFacts, context: PresentContext): Block[] {
  const { t } = context;
  const { isAsked, delegate, entries, answering } = facts;
  const text = (words: string): Block => ({ type: 'text', text: words });
  const named =
    delegate === null
      ? [t(isAsked ? 'chat:delegation.nobody' : 'chat:delegation.not-asked')]
      : [namedLine(delegate, context), t('chat:delegation.what')];
  const open = answering.flatMap(({ name, standing }) => (standing === null ? [] : [name]));
  return [
    { type: 'title', text: t('chat:delegation.title') },
    ...named.map(text),
    ...entries.map((entry) => text(delegatedLine(entry, context))),
    ...(open.length === 0 ? [] : [text(t('chat:delegation.for-whom', { names: open.join(', ') }))]),
  ];
}

function delegatedLine(entry: DelegatedEntry, context: PresentContext): string {
  if (entry.counts) return entryLine(entry, context);
  const { number, name, by, day } = entry;
  const about = { number, name: name ?? by, day: formatDate(day, context.language) };
  return context.t('chat:delegation.uncounted', about);
}

/** A version that can be read, on a button: "Đọc bản số 1, đồng chí Cao Thị Lan Anh nộp thay". */
export function readingLine({ number, name, by }: DelegatedEntry, { t }: PresentContext): string {
  return t('chat:answered-for.read', { number, name: name ?? by });
}

/** Somebody for whom the reader answers, on a button: "Cao Thị Lan Anh · Đã trả lời 3/20 câu". */
export function answeringLine({ name, standing, counting }: AnsweringFor, context: PresentContext): string {
  const { t } = context;
  return standing === null
    ? t('chat:delegation.line-ended', { name })
    : t('chat:delegation.line', { name, standing: standingLine(standing, context, counting) });
}

/** The same at home, with what the member has handed in themselves. */
export function answeringBlocks(of: AnsweringFor, context: PresentContext): Block[] {
  const { name, standing, counting } = of;
  const { t, language } = context;
  if (standing === null) return [];
  const status = (text: string): Block => ({ type: 'status', text });
  const line = t('chat:delegation.answering', { name, standing: standingLine(standing, context, counting) });
  if (counting?.isOwn !== true) return [status(line)];
  const day = formatDate(counting.day, language);
  return [status(line), status(t('chat:delegation.own-counts', { name, day }))];
}

/** A page of a version that a delegate handed in for the reader. Moments are ISO 8601, UTC. */
export interface AnsweredForFacts {
  cycle: string;
  /** Code of the delegate, and their name. */
  delegate: string;
  name: string;
  number: number;
  at: string;
  withdrawnAt: string | null;
  /** Who withdrew it as the reader asked for on paper, and why. */
  takenBack?: KnownReason;
  counts: boolean;
  mayWithdraw: boolean;
  page: number;
  pages: number;
  answers: readonly { heading: Text; value: SubmittedValue }[];
}

export function presentAnsweredFor(facts: AnsweredForFacts | null, context: PresentContext): Block[] {
  const { t } = context;
  if (facts === null) return [{ type: 'problem', text: t('chat:answered-for.none') }];
  const { name, number, at, withdrawnAt, counts, page, pages, answers } = facts;
  const standing =
    withdrawnAt === null
      ? t(`chat:answered-for.${counts ? 'counts' : 'replaced'}`)
      : t('chat:answered-for.withdrawn', { time: formatStamp(withdrawnAt, context) });
  return [
    { type: 'title', text: t('chat:answered-for.title', { number, name }) },
    { type: 'status', text: `${t('chat:answered-for.at', { time: formatStamp(at, context) })} ${standing}` },
    ...reasonLine(facts, context),
    ...(pages === 1
      ? []
      : [{ type: 'status' as const, text: t('chat:overview.page', { page: page + 1, pages }) }]),
    ...answers.map(
      ({ heading, value }): Block => ({
        ...{ type: 'quote', label: say(heading, context), text: valueText(value, context) },
      }),
    ),
  ];
}

function reasonLine({ takenBack }: AnsweredForFacts, { t, language }: PresentContext): Block[] {
  if (takenBack === undefined) return [];
  const { by, paperDay, why } = takenBack;
  const day = formatDate(paperDay ?? '', language);
  const values = { by: by ?? t('chat:data.by-operator'), day, why };
  return [{ type: 'text', text: t('chat:answered-for.taken-back', values) }];
}

/** What was recorded of an answer, as text. */
function valueText(value: SubmittedValue, context: PresentContext): string {
  const { t, language } = context;
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'list':
      return value.items.map((item, index) => `${index + 1}. ${item}`).join('\n');
    case 'choice':
      return say(value.label, context);
    case 'choices':
      return value.values.map(({ label }) => `• ${say(label, context)}`).join('\n');
    case 'number':
      return formatNumber(value.value, language);
    case 'date':
      return formatDate(value.value, language);
    case 'attachment':
      return value.files.map(({ name }) => `• ${name}`).join('\n');
    case 'confirm':
      return t('chat:answer.confirmed');
    case 'skipped':
      return t('chat:answer.skipped');
    case 'none':
      return t('chat:answer.none');
  }
}
