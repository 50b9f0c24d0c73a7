import type { Option } from '../../flows/forms/definition.ts';
import type { Form } from '../../flows/forms/schema.ts';
import type { Pack } from '../../flows/packs/schema.ts';
import type { Terminal } from '../operator/terminal.ts';
import { formatColumns } from './columns.ts';

/** What a right pack holds, as a table for people who check it: what, in which words, and where it is laid down. */
export function describePack(terminal: Pick<Terminal, 'text'>, pack: Pack): string {
  const { id, version, source, inherits, forms, levels, ranks, dates, reminders, papers } = pack;
  const rows = [
    ['column-part', terminal.text('pack.column-content'), terminal.text('pack.column-source')],
    ['pack', terminal.text('pack.pack-content', { id, version }), source],
    ...(inherits === null ? [] : [['inherits', `${inherits.id} (${inherits.version})`, '']]),
    ...forms.map((form) => ['form', describeForm(terminal, form), form.source]),
    ['levels', labelsOf(levels.options), levels.source],
    ['ranks', labelsOf(ranks.options), ranks.source],
    ['dates', describeDates(terminal, dates), dates.source],
    ['reminders', describeReminders(terminal, reminders), reminders.source],
    ...(papers.length === 0 ? [] : [['papers', papers.map(({ name }) => name).join(', '), '']]),
  ];
  return formatColumns(rows.map(([part, ...rest]) => [terminal.text(`pack.${part}`), ...rest]));
}

function describeForm(terminal: Pick<Terminal, 'text'>, form: Form): string {
  const questions = form.sections.flatMap((section) => section.questions);
  return terminal.text('pack.form-content', {
    form: form.id,
    title: form.title.vi,
    count: questions.length,
    roles: form.asks.map((role) => terminal.text(`pack.role-${role}`)).join('; '),
  });
}

function labelsOf(options: readonly Option[]): string {
  return options.map(({ label }) => label.vi).join('; ');
}

function describeDates(terminal: Pick<Terminal, 'text'>, dates: Pack['dates']): string {
  return terminal.text('pack.dates-content', {
    opening: toDay(dates.opening),
    drafts: toDay(dates.draftsDue),
    from: toDay(dates.meetingsFrom),
    to: toDay(dates.meetingsTo),
    papers: toDay(dates.papersBefore),
  });
}

function describeReminders(terminal: Pick<Terminal, 'text'>, { draftsDue }: Pack['reminders']): string {
  const days = draftsDue.map((offset) => Math.abs(offset)).join(', ');
  return terminal.text('pack.reminders-content', { days });
}

/** `MM-DD` as people write it. */
function toDay(day: string): string {
  return day.split('-').toReversed().join('/');
}
