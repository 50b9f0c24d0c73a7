import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { Button, Message } from '../../../handlers/ports.ts';
import { AppError } from '../../../models/store/errors.ts';

export type Keyboard = InlineKeyboardMarkup;

/** Most that a button gives back when it is pressed, in bytes. */
const MAX_CALLBACK_BYTES = 64;
/** Longer than this a label is cut off on a phone, even in a row of its own. */
const MAX_LABEL = 34;
/** Two buttons share a row if both labels are at most this long. */
const MAX_HALF_ROW = 16;
const MAX_ROW = 2;
const SELECTED = '✓';

/** The buttons under a message: choices first, then the ways on; nothing if there are none. */
export function encodeKeyboard(message: Message): Keyboard | undefined {
  const numbered = needNumbers(message.choices);
  const choices = message.choices.map((choice, index) =>
    encodeButton(choice, numbered ? `${index + 1}. ${choice.label}` : choice.label),
  );
  const actions = message.actions.map((action) => encodeButton(action, action.label));
  const rows = [...toRows(choices), ...toRows(actions)];
  return rows.length === 0 ? undefined : { inline_keyboard: rows };
}

/** Choices whose labels do not fit on buttons, to be read in the message. */
export function listLongChoices(choices: readonly Button[]): { text: string; entities: [] }[] {
  if (!choices.some(({ label, word }) => word === undefined && label.length > MAX_LABEL)) return [];
  const numbered = needNumbers(choices);
  const lines = choices.map(
    ({ label, selected }, index) =>
      `${selected === true ? `${SELECTED} ` : ''}${numbered ? `${index + 1}. ` : ''}${label}`,
  );
  return [{ text: lines.join('\n'), entities: [] }];
}

/** Labels that carry a number of their own get no second one. */
function needNumbers(choices: readonly Button[]): boolean {
  const isLong = choices.some(({ label, word }) => word === undefined && label.length > MAX_LABEL);
  return isLong && !choices.every(({ label }) => /^\P{L}*\d/u.test(label));
}

function encodeButton(button: Button, label: string): InlineKeyboardButton {
  if (button.handle === '' || Buffer.byteLength(button.handle) > MAX_CALLBACK_BYTES) {
    throw new AppError('channel-refused', {
      message: `A handle has 1 to ${MAX_CALLBACK_BYTES} bytes`,
      details: { channel: 'telegram', method: 'sendMessage' },
    });
  }
  const text = shorten(button.selected === true ? `${SELECTED} ${label}` : label);
  const style = button.tone === undefined ? {} : { style: button.tone };
  return { text: text === '' ? '·' : text, callback_data: button.handle, ...style };
}

function shorten(label: string): string {
  const points = [...label.trim()];
  return points.length <= MAX_LABEL
    ? points.join('')
    : `${points
        .slice(0, MAX_LABEL - 1)
        .join('')
        .trimEnd()}…`;
}

function toRows(buttons: readonly InlineKeyboardButton[]): InlineKeyboardButton[][] {
  const rows: InlineKeyboardButton[][] = [];
  for (const button of buttons) {
    const last = rows.at(-1);
    const fits = isShort(button) && last?.every(isShort) === true && last.length < MAX_ROW;
    if (fits) last.push(button);
    else rows.push([button]);
  }
  return rows;
}

function isShort({ text }: InlineKeyboardButton): boolean {
  return text.length <= MAX_HALF_ROW;
}
