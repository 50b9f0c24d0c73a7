import type { MessageEntity } from 'grammy/types';
import type { Block, Message } from '../../../handlers/ports.ts';
import type { Capabilities } from '../channel.ts';
import { splitText } from '../render.ts';
import { encodeKeyboard, type Keyboard, listLongChoices } from './keyboard.ts';

/** Longest text of one message that Telegram takes or delivers, in UTF-16 units. */
export const MAX_TEXT = 4_096;
/** We cut with room for what Telegram may count otherwise. */
export const CAPABILITIES: Capabilities = { buttons: true, editing: true, files: true, maxText: 4_000 };
const MAX_ENTITIES = 100;
/** Quotes of more than this are folded until they are tapped. */
const FOLD_OVER = 320;
/** Telegram refuses a message without text. */
const NOTHING = '…';

/** One message of Telegram's: text with its formatting, and buttons under the last one. */
export interface Piece {
  text: string;
  entities: MessageEntity[];
  keyboard?: Keyboard;
}

interface Paragraph {
  text: string;
  entities: MessageEntity[];
}

/**
 * Writes a message out as one or more of Telegram's. Formatting goes beside the text (as entities), so no text
 * can be mistaken for markup.
 */
export function encodeMessage(message: Message): Piece[] {
  const whole = joinParagraphs([...message.blocks.flatMap(encodeBlock), ...listLongChoices(message.choices)]);
  const pieces = cutPieces(whole);
  const keyboard = encodeKeyboard(message);
  return pieces.map((piece, index) =>
    keyboard !== undefined && index === pieces.length - 1 ? { ...piece, keyboard } : piece,
  );
}

type Line = Paragraph & { close?: boolean };

/** `close` lines stand right under the one before, or above the next. */
function encodeBlock(block: Block): Line[] {
  switch (block.type) {
    case 'title':
      return [{ ...styled(block.text, 'bold'), close: true }];
    case 'status':
      return [{ ...styled(block.text, 'italic'), close: true }];
    case 'problem':
      return [styled(`⚠ ${block.text}`, 'bold')];
    case 'help':
      return [quoted(block.text)];
    case 'quote':
      return [
        { ...styled(`${block.label}:`, 'bold'), close: true },
        { ...quoted(block.text), close: true },
      ];
    case 'text':
      return [{ text: block.text, entities: [] }];
  }
}

function styled(text: string, type: 'bold' | 'italic'): Paragraph {
  return { text, entities: text === '' ? [] : [{ type, offset: 0, length: text.length }] };
}

function quoted(text: string): Paragraph {
  if (text === '') return { text, entities: [] };
  const type = text.length > FOLD_OVER ? 'expandable_blockquote' : 'blockquote';
  return { text, entities: [{ type, offset: 0, length: text.length }] };
}

function joinParagraphs(lines: readonly Line[]): Paragraph {
  let text = '';
  let before: Line | undefined;
  const entities: MessageEntity[] = [];
  for (const line of lines.filter((one) => one.text !== '')) {
    const isQuote = before?.entities[0]?.type.endsWith('blockquote') === true;
    const isClose = line.close === true && before?.close === true && !isQuote;
    if (before !== undefined) text += isClose ? '\n' : '\n\n';
    entities.push(...line.entities.map((entity) => ({ ...entity, offset: entity.offset + text.length })));
    text += line.text;
    before = line;
  }
  return { text, entities };
}

/** Cuts at sentences; what is cut away between two pieces is blank, so each is found again in the whole. */
function cutPieces(whole: Paragraph): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const text of splitText(whole.text, CAPABILITIES.maxText)) {
    const start = whole.text.indexOf(text, from);
    from = start + text.length;
    const entities = whole.entities.flatMap((entity) => within(entity, { start, end: from }));
    pieces.push({ text, entities: entities.slice(0, MAX_ENTITIES) });
  }
  return pieces.length > 0 ? pieces : [{ text: NOTHING, entities: [] }];
}

/** The part of an entity that lies in a piece. */
function within(entity: MessageEntity, piece: { start: number; end: number }): MessageEntity[] {
  const start = Math.max(entity.offset, piece.start);
  const end = Math.min(entity.offset + entity.length, piece.end);
  return end > start ? [{ ...entity, offset: start - piece.start, length: end - start }] : [];
}
