import { describe, expect, test } from 'vitest';
import { isRenewed } from '../../../handlers/deliver/is-renewed.ts';
import type { OutboxItem } from '../../../handlers/talk/outbox-item.ts';
import type { BotOutput } from '../../../handlers/talk/output.ts';

type MessageItem = Extract<OutboxItem, { kind: 'message' }>;

const PLACE = { step: 'politics', number: 1, total: 3, part: 1, parts: 1 } as const;
const OFFERS = { choices: [], actions: [{ do: 'next' }] } as const;
const SAVED: BotOutput = {
  type: 'saved',
  how: 'new',
  length: 3,
  savedAt: '2026-11-24T08:00:00Z',
  ...PLACE,
  ...OFFERS,
};
const MORE: BotOutput = { ...SAVED, how: 'more', length: 7, savedAt: '2026-11-24T08:00:01Z' };
const ASKED: BotOutput = { type: 'question', ...PLACE, ...OFFERS };
const TOO_LONG: BotOutput = { ...ASKED, problem: { code: 'too-long', details: { max: 10 } } };

const DRAFT = {
  id: 'f',
  identity: { form: 'self-review', cycle: 'X', subject: { kind: 'person', id: 'A' }, author: 'A' },
} as const;

function item(output: BotOutput, changes: Partial<MessageItem> = {}): MessageItem {
  const address = { channel: 'plain', chat: 'A' };
  return {
    kind: 'message',
    output,
    address,
    language: 'vi',
    draft: DRAFT,
    card: 'p1',
    replaces: null,
    ...changes,
  };
}

function next(output: BotOutput, changes: Partial<MessageItem> = {}): MessageItem {
  return item(output, { card: 'p2', ...changes });
}

describe('a card is renewed by the next one', () => {
  test.each<[string, MessageItem, MessageItem]>([
    ['that says that more of the same answer is saved', item(SAVED), next(MORE)],
    ['that would change it in place', item(SAVED, { replaces: 'p0' }), next(MORE, { replaces: 'p1' })],
    ['that shows the same question with another answer', item(ASKED), next({ ...ASKED, open: true })],
    ['that names the same problem', item(TOO_LONG), next(TOO_LONG)],
  ])('%s', (_how, first, second) => {
    expect(isRenewed(first, second)).toBe(true);
  });
});

describe('a card is sent although another follows', () => {
  test.each<[string, OutboxItem, OutboxItem | undefined]>([
    ['where nothing follows', item(SAVED), undefined],
    ['where the next is of another question', item(SAVED), next({ ...MORE, step: 'ethics', number: 2 })],
    ['where it names a problem that the next does not', item(TOO_LONG), next(ASKED)],
    ['where the next names another problem', item(TOO_LONG), next({ ...ASKED, problem: { code: 'empty' } })],
    ['where it says that an earlier answer was replaced', item({ ...MORE, how: 'replaced' }), next(MORE)],
    ['where it is another kind of card', item(SAVED), next(ASKED)],
    ['where it goes to another chat', item(SAVED), next(MORE, { address: { channel: 'plain', chat: 'B' } })],
    ['where it is in another language', item(SAVED), next(MORE, { language: 'en' })],
    ['where it changes an older card that would be left', item(SAVED, { replaces: 'p0' }), next(MORE)],
    [
      'where it is a receipt',
      item({ type: 'submitted', submission: 1, at: '2026-11-24T08:00:00Z', ...OFFERS }),
      next({ type: 'submitted', submission: 1, at: '2026-11-24T08:00:00Z', ...OFFERS }),
    ],
    [
      'where something is to be done first',
      item(SAVED),
      { kind: 'command', name: 'record-self-review', draft: 'f', number: 1 },
    ],
    ['where it is a notice without buttons', item(SAVED, { card: null }), next(MORE)],
  ])('%s', (_how, first, second) => {
    expect(isRenewed(first, second)).toBe(false);
  });
});
