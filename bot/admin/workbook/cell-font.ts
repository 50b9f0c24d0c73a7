import type { Cell, FontStyle } from 'hucre';
import type { FontEncoding } from '../../../handlers/import/table.ts';

const FONT = /<fonts[^>]*>\s*<font>([\s\S]*?)<\/font>/;
const NAME = /<name\s+val="([^"]*)"/;

/** The name of the font of cells that name none, from the styles of a workbook. */
export function defaultFontIn(styles: string): string {
  return NAME.exec(FONT.exec(styles)?.[1] ?? '')?.[1] ?? '';
}

/**
 * The encoding that the font of a cell shows, if it is none of Unicode: fonts of TCVN3 begin with .Vn, those whose name ends with H show
 * capitals; fonts of VNI begin with VNI.
 */
export function fontEncoding(
  cell: Cell | undefined,
  defaultFont: string,
): { encoding: FontEncoding; capitals: boolean } | undefined {
  for (const name of [...runsOf(cell).map((font) => font?.name), cell?.style?.font?.name ?? defaultFont]) {
    if (name !== undefined && /^\.vn/i.test(name)) return { encoding: 'TCVN3', capitals: name.endsWith('H') };
    if (name !== undefined && /^vni\b/i.test(name)) return { encoding: 'VNI', capitals: false };
  }
  return undefined;
}

/** Whether words of a cell are struck out, all or some. */
export function isStruckOut(cell: Cell | undefined): boolean {
  return [...runsOf(cell), cell?.style?.font].some((font) => font?.strikethrough === true);
}

function runsOf(cell: Cell | undefined): (FontStyle | undefined)[] {
  return (cell?.richText ?? []).filter(({ text }) => text.trim() !== '').map(({ font }) => font);
}
