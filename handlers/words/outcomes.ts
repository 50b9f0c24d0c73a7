import type { Output } from '../../flows/engine/events.ts';
import type { Block } from '../ports.ts';
import type { PresentContext } from './context.ts';
import { formatStamp } from './dates.ts';

type Shown<Type extends Output['type']> = Extract<Output, { type: Type }>;

/** Asks whether what was handed in is withdrawn. */
export function presentWithdraw({ submission: number }: Shown<'withdraw'>, { t }: PresentContext): Block[] {
  return [
    { type: 'title', text: t('chat:withdraw.title', { number }) },
    { type: 'text', text: t('chat:withdraw.text', { number }) },
  ];
}

export function presentWithdrawal(output: Shown<'withdrawal'>, context: PresentContext): Block[] {
  const { t } = context;
  const about = { number: output.submission, time: formatStamp(output.at, context) };
  return [
    { type: 'title', text: t('chat:withdrawal.title', about) },
    { type: 'text', text: t('chat:withdrawal.text', about) },
    { type: 'status', text: t('chat:withdrawal.help') },
  ];
}

export function presentWithdrawn(output: Shown<'withdrawn'>, context: PresentContext): Block[] {
  const about = { number: output.submission, time: formatStamp(output.at, context) };
  return [
    { type: 'title', text: context.t('chat:withdrawn.title', about) },
    { type: 'text', text: context.t('chat:withdrawn.text', about) },
  ];
}

/** Says that something could not be recorded, why, and what the person still has. */
export function presentRefused(output: Shown<'refused'>, { t }: PresentContext): Block[] {
  const about = { number: output.submission };
  return [
    { type: 'title', text: t(`chat:refused.title-${output.act}`, about) },
    { type: 'problem', text: t(`chat:refusals.${output.reason}`, about) },
    { type: 'text', text: t(`chat:refused.text-${output.act}`, about) },
  ];
}
