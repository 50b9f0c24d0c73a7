import type { Block } from '../ports.ts';
import type { PresentContext } from './context.ts';
import { formatDate, formatStamp } from './dates.ts';

/** What home shows: the facts of what each form tells of, by the names of the forms. */
export interface HomeFacts {
  tasks: readonly { form: string; facts: unknown }[];
  note?: 'joined';
  /** The day, `YYYY-MM-DD`, from which the reader does not belong to their unit any longer, where it is to come. */
  leavesOn?: string;
}

/** Home, of what is `told`: a title first. */
export function presentHome(
  { note, leavesOn }: HomeFacts,
  { t, language, told }: Pick<PresentContext, 't' | 'language'> & { told: readonly Block[] },
): Block[] {
  const joined: Block[] = note === 'joined' ? [{ type: 'text', text: t('chat:home.joined') }] : [];
  const leaving: Block[] =
    leavesOn === undefined
      ? []
      : [{ type: 'status', text: t('chat:home.leaving', { day: formatDate(leavesOn, language) }) }];
  return [...told.slice(0, 1), ...joined, ...leaving, ...told.slice(1)];
}

export function presentUnreadable({ t }: PresentContext): Block[] {
  return [
    { type: 'title', text: t('chat:unreadable.title') },
    { type: 'text', text: t('chat:unreadable.text') },
    { type: 'text', text: t('chat:unreadable.ask') },
  ];
}

export function presentRestored(output: { at: string | null }, context: PresentContext): Block[] {
  if (output.at === null) return [{ type: 'problem', text: context.t('chat:lost') }];
  const time = formatStamp(output.at, context);
  return [{ type: 'problem', text: context.t('chat:restored', { time }) }];
}
