import type { Problem } from '../engine/events.ts';
import { dropHidden, isBlank } from './hidden-characters.ts';
import { codePoints } from './normalize.ts';

/** A line of its own. Small letters are ordinary words ("mật" is honey). */
const MARKED_LINE = /^[\s([{*_«"“]*(?:TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)[\s)\]}*_»"”.!]*$/u;
/** "Độ mật: Mật", in small or capital letters. */
const LABELLED = /(?<!\p{L})độ\s+mật\s*[:：]\s*(?:tuyệt\s+mật|tối\s+mật|mật)(?!\p{L})/iu;
const MARK_ANYWHERE = /(?<!\p{L})(?:TUYỆT|TỐI|ĐỘ\s+MẬT)\s+MẬT(?!\p{L})/u;

/** Whether the text bears a mark of state secrecy (MẬT, TỐI MẬT, TUYỆT MẬT); such a text is never stored. */
export function isMarkedSecret(text: string): boolean {
  const composed = dropHidden(text).normalize('NFC');
  if (MARK_ANYWHERE.test(composed) || LABELLED.test(composed)) return true;
  // Line by line: on a whole text of many empty lines the pattern takes quadratic time.
  return composed.split('\n').some((line) => MARKED_LINE.test(line));
}

/**
 * Why a message cannot be (added to) a written answer; nothing if it can. Lengths are in code points,
 * `before` is what the answer holds already.
 */
export function checkText(text: string, limits: { max: number; before: number }): Problem | undefined {
  if (isMarkedSecret(text)) return { code: 'secret' };
  if (isBlank(text)) return { code: 'empty' };
  const length = codePoints(text) + limits.before;
  return length > limits.max ? { code: 'too-long', details: { max: limits.max, length } } : undefined;
}
