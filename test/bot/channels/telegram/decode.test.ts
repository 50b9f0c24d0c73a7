import { describe, expect, test } from 'vitest';
import { decodeUpdate } from '../../../../bot/channels/telegram/decode.ts';

const AT = new Date('2026-11-24T08:00:00Z');
const SELF = { id: 42, username: 'kiem_diem_bot' };
const FROM = { id: 7, is_bot: false, first_name: 'Lan', username: 'lan', language_code: 'vi' };
const PRIVATE = { id: 7, first_name: 'Lan', type: 'private' };
const GROUP = { id: -100_1, title: 'Chi bộ 1', type: 'supergroup' };
const FILE = { file_id: 'AgACAgUAAxkB', file_unique_id: 'AQAD', file_size: 1 };

function decoded(message: object): unknown {
  const update = {
    update_id: 1,
    message: { message_id: 5, from: FROM, chat: PRIVATE, date: 1_700, ...message },
  };
  const incoming = decodeUpdate(update, { at: AT, self: SELF });
  return incoming.for === 'person' ? incoming.event.input : incoming.for;
}

describe('a message in the private chat', () => {
  test.each<[string, object, unknown]>([
    ['a text', { text: 'Một' }, { type: 'text', text: 'Một', message: '5' }],
    [
      'a command with a code',
      { text: '/start AB-12' },
      { type: 'command', name: 'start', argument: 'AB-12' },
    ],
    [
      'a text that replies to a message of the bot’s',
      { text: 'Hai', reply_to_message: { message_id: 3, from: { id: 42, is_bot: true }, text: 'Câu 1' } },
      { type: 'text', text: 'Hai', message: '5', replyTo: '3' },
    ],
    [
      'a text that replies to one’s own',
      { text: 'Hai', reply_to_message: { message_id: 3, from: FROM, text: 'Một' } },
      { type: 'text', text: 'Hai', message: '5' },
    ],
    ['a command to the bot by name', { text: '/Help@kiem_diem_bot' }, { type: 'command', name: 'help' }],
    [
      'a command that was passed on',
      { text: '/start', forward_origin: { type: 'hidden_user' } },
      { type: 'text', text: '/start', message: '5', passedOn: true },
    ],
    [
      'the largest of a picture’s sizes, with its album',
      {
        media_group_id: '13',
        photo: [
          { ...FILE, file_id: 'small', width: 90, height: 60 },
          { ...FILE, file_id: 'large', width: 900, height: 600 },
        ],
      },
      { type: 'file', id: 'large', album: '13' },
    ],
    [
      'a picture with words under it',
      { photo: [{ ...FILE, width: 9, height: 6 }], caption: 'Minh chứng' },
      { type: 'file', id: FILE.file_id, captioned: true },
    ],
    [
      'a document whose name is a path',
      { document: { ...FILE, file_name: '../../báo\ncáo.pdf' } },
      { type: 'file', id: FILE.file_id, name: '.._.._báo_cáo.pdf' },
    ],
    ['a voice', { voice: { ...FILE, duration: 3 } }, { type: 'unsupported', kind: 'voice' }],
    ['a sticker', { sticker: FILE }, { type: 'unsupported', kind: 'sticker' }],
    ['a moving picture', { document: FILE, animation: FILE }, { type: 'unsupported', kind: 'video' }],
    ['a place', { location: { latitude: 21, longitude: 105 } }, { type: 'unsupported', kind: 'location' }],
    ['a contact', { contact: { phone_number: '1' } }, { type: 'unsupported', kind: 'contact' }],
    ['a poll', { poll: { id: '1' } }, { type: 'unsupported', kind: 'other' }],
    ['a notice of Telegram', { pinned_message: {} }, 'ignored'],
    ['what another bot says', { text: 'Một', from: { ...FROM, is_bot: true } }, 'ignored'],
    [
      'a text with a null and half of a character',
      { text: 'a\0\ud800' },
      { type: 'text', text: 'a\0\ud800', message: '5' },
    ],
  ])('%s', (_, message, expected) => {
    expect(decoded(message)).toEqual(expected);
  });

  test('is told with the language of the app, if it is one of ours', () => {
    const languageOf = (code?: string) => {
      const from = { ...FROM, language_code: code };
      const message = { message_id: 5, from, chat: PRIVATE, date: 1_700, text: 'x' };
      const incoming = decodeUpdate({ update_id: 1, message }, { at: AT, self: SELF });
      return incoming.for === 'person' ? incoming.event.language : 'none';
    };
    expect(['vi', 'en', 'en-GB', 'fr', undefined].map(languageOf)).toEqual([
      'vi',
      'en',
      'en',
      undefined,
      undefined,
    ]);
  });
});

describe('a message in a group', () => {
  const mention = [{ type: 'mention', offset: 0, length: 14 }];
  const command = [{ type: 'bot_command', offset: 0, length: 8 }];
  test.each<[string, object, string]>([
    ['to nobody', { text: 'câu trả lời' }, 'ignored'],
    ['to the bot', { text: '@Kiem_diem_bot tổng quan', entities: mention }, 'group'],
    ['with a command', { text: '/privacy', entities: command }, 'group'],
    ['with a command to another bot', { text: '/x@y_bot', entities: command }, 'ignored'],
  ])('%s', (_, message, expected) => {
    expect(decoded({ chat: GROUP, ...message })).toBe(expected);
  });
});

describe('other updates', () => {
  const message = { message_id: 5, from: SELF, chat: PRIVATE, date: 1_700, text: 'x' };

  test('an edited text is known by its message, and its edits are told apart', () => {
    const keys = [1_800, 1_900].map((edit_date) => {
      const edited_message = { ...message, from: FROM, edit_date };
      const incoming = decodeUpdate({ update_id: 1, edited_message }, { at: AT });
      return incoming.for === 'person' ? incoming.event : undefined;
    });
    expect(keys[0]?.input).toEqual({ type: 'edited', message: '5', text: 'x' });
    expect(keys[0]?.update).not.toBe(keys[1]?.update);
    expect(keys[0]?.at).toBe(AT.toISOString());
  });

  test('a press counts in the presser’s own chat only', () => {
    const press = (over: object) =>
      decodeUpdate(
        {
          update_id: 1,
          callback_query: { id: '9', from: FROM, message, data: 'AAAA1', ...over },
        },
        { at: AT },
      ).for;
    expect(press({})).toBe('person');
    expect(press({ message: { ...message, chat: GROUP } })).toBe('foreign-press');
    expect(press({ message: { ...message, chat: { ...PRIVATE, id: 8 } } })).toBe('foreign-press');
    expect(press({ data: '<script>' })).toBe('foreign-press');
    expect(press({ data: undefined, game_short_name: 'x' })).toBe('foreign-press');
  });

  test('a person who blocks the bot or comes back is told', () => {
    const change = (from: string, to: string, chat: object = PRIVATE) => {
      const my_chat_member = {
        chat,
        from: FROM,
        date: 1_700,
        old_chat_member: { status: from },
        new_chat_member: { status: to },
      };
      const incoming = decodeUpdate({ update_id: 1, my_chat_member }, { at: AT });
      return incoming.for === 'person' ? incoming.event.input : incoming.for;
    };
    expect(change('member', 'kicked')).toEqual({ type: 'reachable', reachable: false });
    expect(change('kicked', 'member')).toEqual({ type: 'reachable', reachable: true });
    expect(change('left', 'member', GROUP)).toBe('group');
    expect(change('member', 'administrator', GROUP)).toBe('ignored');
  });

  test('whatever else comes is unreadable or nobody’s, and never an error', () => {
    const rubbish = [
      null,
      1,
      'x',
      [],
      {},
      { update_id: 'x' },
      { update_id: 1, message: { text: { $gt: '' } } },
    ];
    expect(rubbish.map((raw) => decodeUpdate(raw, { at: AT }).for)).toEqual(rubbish.map(() => 'unreadable'));
    expect(decodeUpdate({ update_id: 1, channel_post: message }, { at: AT })).toEqual({ for: 'ignored' });
  });
});
