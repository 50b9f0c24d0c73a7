import type { Output } from '../../flows/engine/events.ts';
import type { Block } from '../ports.ts';
import { ofForm, type PresentContext } from './context.ts';
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
    { type: 'status', text: ofForm('withdrawn-help', context) },
  ];
}

export function presentWithdrawn(
  output: Shown<'withdrawn'> & { receivedAt?: string },
  context: PresentContext,
): Block[] {
  const { t } = context;
  const about = { number: output.submission, time: formatStamp(output.at, context) };
  const help: Block = { type: 'status', text: ofForm('withdrawn-help', context) };
  return [
    { type: 'title', text: t('chat:withdrawn.title', about) },
    { type: 'text', text: ofForm('withdrawn', context, about) },
    ...(output.receivedAt === undefined ? [] : [help]),
  ];
}

/** That the record did not take something, why, and what remains. */
export function presentRefused(output: Shown<'refused'>, context: PresentContext): Block[] {
  const { t } = context;
  const about = { number: output.submission };
  const { reason, details } = output;
  const why: Block = { type: 'problem', text: t(`chat:refusals.${reason}`, { ...about, ...details }) };
  if (output.act === 'withdraw') {
    return [
      { type: 'title', text: t('chat:withdrawn.refused.title', about) },
      why,
      { type: 'text', text: t('chat:withdrawn.refused.text', about) },
    ];
  }
  return [
    { type: 'title', text: ofForm('refused.title', context, about) },
    why,
    { type: 'text', text: ofForm('refused.text', context, about) },
  ];
}
