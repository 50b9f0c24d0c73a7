import type { Block } from '../ports.ts';
import type { Notice } from '../talk/output.ts';
import type { PresentContext } from './context.ts';
import { formatStamp } from './dates.ts';

export function presentUnlinked({ t }: PresentContext): Block[] {
  return [
    { type: 'title', text: t('chat:unlinked.title') },
    { type: 'text', text: t('chat:unlinked.text') },
  ];
}

export function presentErased({ t }: PresentContext): Block[] {
  return [
    { type: 'title', text: t('chat:erased.title') },
    { type: 'text', text: t('chat:erased.text') },
  ];
}

export function presentHasLeft({ t }: PresentContext): Block[] {
  return [
    { type: 'title', text: t('chat:has-left.title') },
    { type: 'text', text: t('chat:has-left.text') },
  ];
}

/** Warns the person's other chats of a new one. */
export function presentLinkedElsewhere(
  output: Extract<Notice, { type: 'linked-elsewhere' }>,
  context: PresentContext,
): Block[] {
  const { t } = context;
  const time = formatStamp(output.at, context);
  return [
    { type: 'problem', text: t('chat:linked-elsewhere.text', { time }) },
    ...(output.ended ? [{ type: 'text' as const, text: t('chat:linked-elsewhere.ended') }] : []),
  ];
}
