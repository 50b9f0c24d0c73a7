import type { Problem } from '../engine/events.ts';
import type { NumberStep } from '../forms/definition.ts';

/**
 * Reads a number as people in Vietnam or abroad write it: "1.234,5", "1,234.5", "1 234,5", "1234,5". A
 * separator followed by three digits groups thousands where the step takes no decimals.
 */
export function parseNumber(step: NumberStep, text: string): { value: number } | { problem: Problem } {
  const plain = toPlainDecimal(withoutSpaces(text), step.decimals);
  if (plain === undefined) return { problem: { code: 'not-a-number' } };
  // Adding 0 turns -0 into 0; JSON does not keep -0.
  const value = Number(plain) + 0;
  if (value < step.min || value > step.max) {
    return { problem: { code: 'number-range', details: { min: step.min, max: step.max } } };
  }
  const digits = plain.split('.')[1]?.length ?? 0;
  if (digits > step.decimals) return { problem: { code: 'too-precise', details: { count: step.decimals } } };
  return { value };
}

/** Removes spaces that group thousands or stand around a number; any other space between digits separates two numbers. */
function withoutSpaces(text: string): string {
  const trimmed = text.trim().replace(/^\u2212/, '-');
  return /^[+-]?\d{1,3}(\s\d{3})+([.,]\d+)?$/.test(trimmed) ? trimmed.replace(/\s/g, '') : trimmed;
}

function toPlainDecimal(text: string, decimals: number): string | undefined {
  if (/^[+-]?\d+$/.test(text)) return text;
  if (/^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(text) && (decimals === 0 || /,|\..*\./.test(text))) {
    return text.replaceAll('.', '').replace(',', '.');
  }
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) && (decimals === 0 || /\.|,.*,/.test(text))) {
    return text.replaceAll(',', '');
  }
  return /^[+-]?\d+[.,]\d+$/.test(text) ? text.replace(',', '.') : undefined;
}
