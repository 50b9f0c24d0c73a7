import type { Cell, CellValue } from 'hucre';
import { shownNumber, shownText } from './shown-value.ts';

/**
 * What a person sees in a cell: days as 31/12/1980, numbers without their formats save for what makes a code of them,
 * such as leading zeros or `"P"00`.
 */
export function cellText(value: CellValue | undefined, cell: Cell | undefined): string {
  const shown = value ?? cell?.formulaResult;
  // What was never calculated is not nothing.
  if (shown === null || shown === undefined) return cellFault(cell) === undefined ? '' : '=';
  const format = cell?.style?.numFmt ?? '';
  if (shown instanceof Date) return dayText(shown, format);
  if (typeof shown === 'number') return numberText(shown, format);
  return typeof shown === 'boolean' ? String(shown).toUpperCase() : shownText(String(shown), format);
}

/** Why what is seen in a cell cannot be taken: it is the result of a formula, or a mistake of the sheet's own. */
export function cellFault(cell: Cell | undefined): 'cell-formula' | 'cell-error' | undefined {
  if (cell?.type === 'error') return 'cell-error';
  return cell?.formula !== undefined || cell?.type === 'formula' ? 'cell-formula' : undefined;
}

function dayText(day: Date, format: string): string {
  const pad = (number: number) => String(number).padStart(2, '0');
  const dayAndMonth = `${pad(day.getUTCDate())}/${pad(day.getUTCMonth() + 1)}`;
  if (/^\W*y+\W*$/i.test(format)) return String(day.getUTCFullYear());
  const hidesYear = /d/i.test(format) && !/y/i.test(format);
  return hidesYear ? dayAndMonth : `${dayAndMonth}/${day.getUTCFullYear()}`;
}

// What arithmetic left behind the fifteenth digit is not shown by any sheet either.
function numberText(number: number, format: string): string {
  const rounded = Number(number.toPrecision(15));
  return shownNumber(rounded, format) ?? String(rounded);
}
