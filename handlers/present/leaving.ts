import type { HomeOutput } from '../conversation.ts';
import type { Block } from '../ports.ts';
import type { PresentContext } from './context.ts';
import { formatStamp } from './dates.ts';

/** What can be erased, and what cannot. */
export function presentErase(output: Extract<HomeOutput, { type: 'erase' }>, { t }: PresentContext): Block[] {
  return [
    { type: 'title', text: t('chat:erase.title') },
    {
      type: 'text',
      text:
        output.answered === 0 ? t('chat:erase.no-draft') : t('chat:erase.draft', { count: output.answered }),
    },
    { type: 'text', text: t('chat:erase.unlink') },
    { type: 'text', text: t('chat:erase.record') },
  ];
}

export function presentUnlinked({ t }: PresentContext): Block[] {
  return [
    { type: 'title', text: t('chat:unlinked.title') },
    { type: 'text', text: t('chat:unlinked.text') },
  ];
}

/** Warns the person's other chats of a new one. */
export function presentLinkedElsewhere(
  output: Extract<HomeOutput, { type: 'linked-elsewhere' }>,
  context: PresentContext,
): Block[] {
  const { t } = context;
  const time = formatStamp(output.at, context);
  return [
    { type: 'problem', text: t('chat:linked-elsewhere.text', { time }) },
    ...(output.ended ? [{ type: 'text' as const, text: t('chat:linked-elsewhere.ended') }] : []),
  ];
}
