import type { Output } from '../../flows/engine/events.ts';
import { choiceStep, choicesStep, flowOf, type Talk, talkTo, textStep } from './flows.ts';

/** Three questions; the second has follow-ups. */
export const REVIEW = flowOf([
  textStep('politics'),
  choicesStep('signs', { none: 'none' }),
  textStep('signs/account', { followUp: true, when: { answer: 'signs', isNot: ['none'] } }),
  choiceStep('signs/level', { followUp: true }),
  textStep('plan', { required: false }),
]);

export function lastOutput(talk: Talk): Output {
  return talk.outputs.at(-1) as Output;
}

export function toggle(option: string) {
  return { do: 'toggle', step: 'signs', option } as const;
}

export const LEVEL = { do: 'choose', step: 'signs/level', option: 'yes' } as const;
export const OVERVIEW = { do: 'overview', page: 0 } as const;

/** The whole of REVIEW, up to the review before submitting. */
export function answered(): Talk {
  return talkTo(REVIEW)
    .write('Vững vàng')
    .press('next', toggle('none'), 'next', LEVEL)
    .write('Cố gắng')
    .press('next');
}
