import type { Block } from '../ports.ts';
import type { ScreenParams } from '../talk/bot-action.ts';
import type { PresentContext } from './context.ts';
import { formatDate, formatStamp } from './dates.ts';

/** What home shows: the facts of what each form tells of, by the names of the forms. */
export interface HomeFacts {
  tasks: readonly { form: string; facts: unknown }[];
  /** What the reader left half: what it is begun with again, and the name of whom it is for, if that is somebody else. */
  begun?: readonly { form: string; params: ScreenParams; name?: string }[];
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

/** "Làm tiếp: Gia hạn nộp · Lê Văn An" */
export function begunLine(
  { form, name }: NonNullable<HomeFacts['begun']>[number],
  { t }: PresentContext,
): string {
  const title = t(`chat:forms.${form}.title`);
  return t('chat:actions.go-on-with', { act: name === undefined ? title : `${title} · ${name}` });
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
