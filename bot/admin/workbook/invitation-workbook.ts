import type { Cell, CellStyle, RichTextRun, SheetImage, WriteOptions, WriteSheet } from 'hucre';
import type { PrintedInvitation } from '../../../handlers/commands/invite.ts';
import type { Translate } from '../../../handlers/words/context.ts';
import { formatInvitationCode } from '../../../models/chat/invitation-code.ts';
import { qrPicture } from './qr-picture.ts';

/** A picture fills its cell, whatever size it says it has; so those cells are square. */
const LIST_CELL = squareCell(110);
const CARD_CELL = squareCell(192);
/** As many rows of cards fill a page of A4. */
const CARDS_ON_PAGE = 5;
const CARDS_ABREAST = 2;

const HEAD: CellStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'DCE6F1' } },
  alignment: { wrapText: true, vertical: 'center' },
};
const PLAIN: CellStyle = { alignment: { wrapText: true, vertical: 'center' } };
const CODE: CellStyle = { ...PLAIN, font: { name: 'Courier New', size: 11, bold: true } };
const CUT = { style: 'dashed', color: { rgb: '999999' } } as const;
const CARD: CellStyle = {
  alignment: { wrapText: true, vertical: 'center' },
  border: { top: CUT, bottom: CUT, left: CUT, right: CUT },
};

/** Width in digits of the default font, height in points. */
interface SquareCell {
  pixels: number;
  width: number;
  height: number;
}

/** What the sheets of invitations are made of. */
interface Printing {
  invitations: readonly PrintedInvitation[];
  /** The messenger, the bot's name on it, and where its links lead. */
  app: string;
  bot: string;
  linkOf(code: string): string;
  /** The last day, as it is printed. */
  lastDay: string;
  translate: Translate;
}

interface Ready extends PrintedInvitation {
  link: string;
  picture: Uint8Array;
}

/** A list of invitations, and the same as cards to be cut out and handed over. */
export function invitationWorkbook(printing: Printing): WriteOptions {
  const ready = printing.invitations.map((invitation): Ready => {
    const link = printing.linkOf(invitation.code);
    return { ...invitation, link, picture: qrPicture(link) };
  });
  return { sheets: [listSheet(ready, printing), cardSheet(ready, printing)] };
}

function listSheet(ready: readonly Ready[], { translate, lastDay }: Printing): WriteSheet {
  const heads = ['unit', 'name', 'person', 'posts', 'code', 'link', 'picture', 'expires'] as const;
  const titles = heads.map((head) => translate(`workbook:invitations.${head}`));
  const rows = ready.map(({ unit, name, person, posts, code, link }) => [
    unit,
    name,
    person,
    posts.join('; '),
    formatInvitationCode(code),
    link,
    '',
    lastDay,
  ]);
  const cells = new Map<string, Partial<Cell>>();
  for (const [row, values] of [titles, ...rows].entries()) {
    for (const [column, value] of values.entries()) {
      const style = row === 0 ? HEAD : heads[column] === 'code' ? CODE : PLAIN;
      // Texts, even where a name begins like a formula.
      cells.set(`${row},${column}`, { value, type: 'string', style });
    }
  }
  const at = heads.indexOf('picture');
  return {
    name: translate('workbook:invitations.list-sheet'),
    rows: [titles, ...rows],
    cells,
    columns: [28, 26, 12, 30, 22, 40, LIST_CELL.width, 12].map((width) => ({ width })),
    rowDefs: new Map(ready.map((_, index) => [index + 1, { height: LIST_CELL.height }])),
    images: ready.map((one, index) => pictureAt(one, { row: index + 1, col: at, cell: LIST_CELL })),
    freezePane: { rows: 1 },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '$1:$1',
    },
  };
}

function cardSheet(ready: readonly Ready[], printing: Printing): WriteSheet {
  const cells = new Map<string, Partial<Cell>>();
  const images: SheetImage[] = [];
  for (const [index, one] of ready.entries()) {
    const row = Math.floor(index / CARDS_ABREAST);
    const col = (index % CARDS_ABREAST) * 2;
    const richText = cardText(one, printing);
    const value = richText.map(({ text }) => text).join('');
    cells.set(`${row},${col}`, { value, type: 'richText', richText, style: CARD });
    cells.set(`${row},${col + 1}`, { value: '', style: CARD });
    images.push(pictureAt(one, { row, col: col + 1, cell: CARD_CELL }));
  }
  const height = Math.ceil(ready.length / CARDS_ABREAST);
  const breaks = Math.floor((height - 1) / CARDS_ON_PAGE);
  return {
    name: printing.translate('workbook:invitations.card-sheet'),
    rows: Array.from({ length: height }, () => []),
    cells,
    columns: [29, CARD_CELL.width, 29, CARD_CELL.width].map((width) => ({ width })),
    rowDefs: new Map(Array.from({ length: height }, (_, row) => [row, { height: CARD_CELL.height }])),
    images,
    rowBreaks: Array.from({ length: breaks }, (_, page) => (page + 1) * CARDS_ON_PAGE),
    pageSetup: {
      paperSize: 'a4',
      orientation: 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      margins: { top: 0.4, bottom: 0.4, left: 0.4, right: 0.4, header: 0.2, footer: 0.2 },
    },
  };
}

function cardText(one: Ready, { translate, app, bot, lastDay }: Printing): RichTextRun[] {
  return [
    { text: `${translate('workbook:invitations.card-title')}\n`, font: { size: 8, italic: true } },
    { text: `${one.name}\n`, font: { bold: true, size: 11 } },
    { text: `${one.unit}\n`, font: { size: 9 } },
    { text: `${formatInvitationCode(one.code)}\n`, font: { name: 'Courier New', bold: true, size: 11 } },
    { text: `${translate('workbook:invitations.how', { app, bot })}\n`, font: { size: 8 } },
    { text: translate('workbook:invitations.until', { day: lastDay }), font: { size: 8, italic: true } },
  ];
}

function pictureAt({ name, picture }: Ready, at: { row: number; col: number; cell: SquareCell }): SheetImage {
  const { row, col, cell } = at;
  return {
    data: picture,
    type: 'png',
    anchor: { from: { row, col }, to: { row: row + 1, col: col + 1 } },
    width: cell.pixels,
    height: cell.pixels,
    altText: name,
  };
}

/** A digit of the default font is 7 pixels wide, and a cell 5 wider than its digits. */
function squareCell(pixels: number): SquareCell {
  return { pixels, width: (pixels - 5) / 7, height: pixels * 0.75 };
}
