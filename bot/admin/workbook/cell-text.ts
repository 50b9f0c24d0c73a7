import type { Cell, CellValue } from 'hucre';
import { shownNumber, shownText } from './shown-value.ts';

/**
 * What a person sees in a cell: days as 31/12/1980, numbers without their formats save for what makes a code of them,
 * such as leading zeros or `"P"00`. Undefined where it is the result of a formula or a mistake of the sheet's own.
 */
export function cellText(value: CellValue | undefined, cell: Cell | undefined): string | undefined {
  if (cell?.formula !== undefined || cell?.type === 'formula' || cell?.type === 'error') return undefined;
  if (value === null || value === undefined) return '';
  const format = cell?.style?.numFmt ?? '';
  if (value instanceof Date) return dayText(value, format);
  if (typeof value === 'number') return numberText(value, format);
  return typeof value === 'boolean' ? String(value).toUpperCase() : shownText(String(value), format);
}

function dayText(day: Date, format: string): string {
  const pad = (number: number) => String(number).padStart(2, '0');
  const dayAndMonth = `${pad(day.getUTCDate())}/${pad(day.getUTCMonth() + 1)}`;
  const hidesYear = /d/i.test(format) && !/y/i.test(format);
  return hidesYear ? dayAndMonth : `${dayAndMonth}/${day.getUTCFullYear()}`;
}

// What arithmetic left behind the fifteenth digit is not shown by any sheet either.
function numberText(number: number, format: string): string {
  const rounded = Number(number.toPrecision(15));
  return shownNumber(rounded, format) ?? String(rounded);
}
