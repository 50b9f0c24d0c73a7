import type { Problem } from '../events.ts';
import { codePoints } from './normalize.ts';

const MARKED_LINE = /^[\s([{*_«"“]*(?:ĐỘ MẬT\s*[:：]?\s*)?(?:TUYỆT MẬT|TỐI MẬT|MẬT)[\s)\]}*_»"”.!]*$/mu;
const MARK_ANYWHERE = /(?<!\p{L})(?:TUYỆT MẬT|TỐI MẬT)(?!\p{L})/u;

/** Whether the text bears a mark of state secrecy (MẬT, TỐI MẬT, TUYỆT MẬT); such a text is never stored. */
export function isMarkedSecret(text: string): boolean {
  const composed = text.normalize('NFC');
  return MARKED_LINE.test(composed) || MARK_ANYWHERE.test(composed);
}

/**
 * Why a message cannot be (added to) a written answer; nothing if it can. Lengths are in code points,
 * `before` is what the answer holds already.
 */
export function checkText(text: string, limits: { max: number; before: number }): Problem | undefined {
  if (isMarkedSecret(text)) return { code: 'secret' };
  if (text.trim() === '') return { code: 'empty' };
  const length = codePoints(text) + limits.before;
  return length > limits.max ? { code: 'too-long', details: { max: limits.max, length } } : undefined;
}
