import { lengthOf } from '../answers/complete.ts';
import type { ListStep, TextStep } from '../forms/definition.ts';
import { isAsked } from './conditions.ts';
import type { Cursor } from './state.ts';
import { answerOf, currentStep, lookupOf, openParts, stepOf, type Turn } from './turn.ts';

/** The step that the unconfirmed text replied to; undefined if it is not a reply. */
export function repliedTo({ unconfirmed }: Cursor): string | undefined {
  return unconfirmed[0]?.replyTo;
}

/** The question that a reply is for; undefined if it is no longer asked or is not answered by writing. */
export function findReplied(turn: Turn, id: string | undefined): TextStep | ListStep | undefined {
  const step = id === undefined ? undefined : stepOf(turn, id);
  if (step === undefined || !isAsked(step, lookupOf(turn))) return undefined;
  return step.kind === 'text' || step.kind === 'list' ? step : undefined;
}

/** Whether a reply to another question can be kept where the person stands. */
export function canKeepHere(turn: Turn): boolean {
  const step = currentStep(turn);
  const { unconfirmed } = turn.cursor;
  if (step.id === repliedTo(turn.cursor)) return false;
  if (step.kind === 'text') return lengthOf([...openParts(turn, step), ...unconfirmed]) <= step.max;
  if (step.kind !== 'list') return false;
  const answer = answerOf(turn, step.id);
  const items = answer?.kind === 'list' ? answer.items.length : 0;
  return items < step.max && lengthOf(unconfirmed) <= step.maxLength;
}
