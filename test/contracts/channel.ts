import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportReview } from '../../handlers/queries/export-review.ts';
import { createKeyRing } from '../../models/store/encryption.ts';
import { answerWholeReview } from '../support/answer-review.ts';
import type { TestApp } from '../support/app.ts';
import { draftText } from '../support/drafts.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Chat, newest, textOf } from './chat.ts';

/** The keys of an app under contract, so that a test can open what it stored. */
export const CONTRACT_KEYS = `test:${createHash('sha256').update('contract').digest('base64')}`;

/** A channel under contract: the app it runs in, and how a person opens a chat on it. */
export interface Contract {
  name: string;
  testApp: TestApp;
  open(person: string): Promise<Chat>;
  /** What the channel's chats can do beside writing and pressing the newest card. */
  can: readonly ('pressAnywhere' | 'reply')[];
}

/** Hard for every store and every messenger: NFC and NFD, emoji, blank lines, edges, quotes, markup. */
export const HARD_TEXT = [
  'Tư tưởng chính trị: vững vàng – “kiên định” & <b>không</b> *dao động* _x_ [y](z) $set {{q}}',
  'NFD: tư tưởng đạo đức'.normalize('NFD'),
  '👩🏽‍🔬👨‍👩‍👧‍👦🇻🇳 e\u0301',
  '',
  '   thụt đầu dòng\tvà tab',
  "'; DROP TABLE -- \\n \\u0000 %s {x}",
].join('\n');

const WORDS_AT_A_REQUIRED_QUESTION = [
  ['xong', 'chưa có câu trả lời'],
  ['Xong.', 'chưa có câu trả lời'],
  ['xong ạ', 'chưa có câu trả lời'],
  ['bỏ qua', 'không bỏ qua được'],
  ['nộp', 'chưa nộp được'],
  ['sửa', 'Tôi chưa sửa và chưa lưu gì'],
  ['giúp tôi với', 'Trợ giúp'],
  ['?', 'Trợ giúp'],
  ['cảm ơn', 'Không có gì, thưa đồng chí'],
  ['/khongco', 'Không có lệnh này'],
] as const;

/** The promises of the product that every channel must keep. */
export function describeChannel(contract: Contract): void {
  const { testApp, open, can } = contract;
  const keys = createKeyRing(CONTRACT_KEYS);
  const exportOf = (person: string) => exportReview({ database: testApp.app().database, keys }, { person });

  describe(`the ${contract.name} channel`, () => {
    beforeAll(() => testApp.start(), 60_000);
    afterAll(() => testApp.end());

    test('[D32] a leader answers the whole review, submits it, and finds it recorded to the character', async () => {
      const chat = await open('LG03');
      await chat.write('menu');
      await chat.press('Bắt đầu');
      const written = await answerWholeReview(chat, (heading) => `${heading}\n${HARD_TEXT}`);
      await chat.press('Nộp bản tự kiểm điểm');
      await waitUntil('the record', async () => textOf(await newest(chat)).includes('Đã ghi nhận bản số 1'));

      const review = await exportOf('LG03');
      expect(review.version).toBe(1);
      const stored = review.answers.flatMap(({ value }) => (value.kind === 'text' ? [value.text] : []));
      expect(stored.length).toBeGreaterThan(10);
      for (const text of written.values()) {
        const found = review.answers.some(
          ({ value }) =>
            (value.kind === 'text' && value.text === text) ||
            (value.kind === 'list' && value.items.includes(text)),
        );
        expect(found, text).toBe(true);
      }
    }, 60_000);

    test('an answer of 10,000 characters arrives whole, and a second message is added to it', async () => {
      const chat = await open('LG06');
      await chat.write('menu');
      await chat.press('Bắt đầu');
      const long = `${`Đầu ${'ạ\u0323👍🏽 điểm\n'.repeat(900)}`.slice(0, 9_996)}cuối`;
      expect(long.isWellFormed()).toBe(true);
      await chat.write(long);
      await chat.write('và thêm một ý');
      await chat.press('Xong');
      await chat.press('Quay lại');
      expect(textOf(await newest(chat))).toContain(long.slice(0, 300));
      const draft = await readAnswer(testApp, 'LG06');
      expect(draft).toBe(`${long}\nvà thêm một ý`);
    });

    test('an update that is delivered twice counts once', async () => {
      const chat = await open('LG07');
      await chat.write('menu');
      await chat.press('Bắt đầu');
      await chat.write('chỉ một lần');
      const heard = (await chat.heard()).length;
      await chat.repeat();
      await chat.repeat();
      await chat.press('Xong');
      expect((await chat.heard()).length).toBe(heard + 1);
      expect(await readAnswer(testApp, 'LG07')).toBe('chỉ một lần');
    });

    test('the language is switched in the middle of a review, and the person stands where they stood', async () => {
      const chat = await open('LG08');
      await chat.write('menu');
      await chat.press('Bắt đầu');
      await chat.write('câu trả lời một');
      await chat.press('Xong');
      await chat.write('ngôn ngữ');
      await chat.press('English');
      const message = await newest(chat);
      expect(message.language).toBe('en');
      expect(textOf(message)).toMatch(/Question 2\/\d+/);
      await chat.write('home');
      expect(textOf(await newest(chat))).toMatch(/1 of \d+ questions answered/);
    });

    test('after a restart the person goes on where they stood', async () => {
      const chat = await open('LG09');
      await chat.write('menu');
      await chat.press('Bắt đầu');
      await chat.write('trước khi dừng');
      await testApp.restart();
      await chat.press('Xong');
      expect(textOf(await newest(chat))).toMatch(/Câu 2\//);
      expect(await readAnswer(testApp, 'LG09')).toBe('trước khi dừng');
    });

    test('words of command are answered where they cannot be done, and are never stored as an answer', async () => {
      const chat = await open('LG11');
      await chat.write('menu');
      await chat.press('Bắt đầu');
      for (const [typed, told] of WORDS_AT_A_REQUIRED_QUESTION) {
        await chat.write(typed);
        expect(textOf(await newest(chat)), typed).toContain(told);
        expect(await readAnswer(testApp, 'LG11'), typed).toBeUndefined();
        await chat.write('làm tiếp');
      }
      await chat.write('ok');
      expect(textOf(await newest(chat))).toContain('Lưu làm câu trả lời?');
      await chat.press('Bỏ đoạn này');
      expect(await readAnswer(testApp, 'LG11')).toBeUndefined();
      await chat.write('Xong nhiệm vụ quý I trước 10 ngày');
      for (const typed of ['cảm ơn', 'Dạ xong ạ.']) await chat.write(typed);
      expect(textOf(await newest(chat))).toMatch(/Câu 2\//);
      expect(await readAnswer(testApp, 'LG11')).toBe('Xong nhiệm vụ quý I trước 10 ngày');
    });

    test.runIf(can.includes('pressAnywhere'))(
      'help in the middle of a question takes none of its buttons away',
      async () => {
        const chat = await open('LG12');
        await chat.write('menu');
        await chat.press('Bắt đầu');
        await chat.write('câu trả lời một');
        await chat.write('trợ giúp');
        expect(textOf(await newest(chat))).toContain('Trợ giúp');
        await chat.pressAnywhere?.('Xong');
        expect(textOf(await newest(chat))).toMatch(/Câu 2\//);
        expect(await readAnswer(testApp, 'LG12')).toBe('câu trả lời một');
      },
    );

    test.runIf(!can.includes('pressAnywhere'))(
      'a number belongs to the card in front, whatever was asked before it',
      async () => {
        const chat = await open('LG12');
        await chat.write('menu');
        await chat.press('Bắt đầu');
        await chat.write('ngôn ngữ');
        await chat.write('2');
        expect((await newest(chat)).language).toBe('en');
        expect(textOf(await newest(chat))).toMatch(/Question 1\//);
        expect(await readAnswer(testApp, 'LG12')).toBeUndefined();
      },
    );

    test.runIf(can.includes('reply'))(
      'a reply to an older question is asked about, and stored there',
      async () => {
        const chat = await open('LG13');
        await chat.write('menu');
        await chat.press('Bắt đầu');
        await chat.write('câu trả lời một');
        await chat.press('Xong');
        await chat.reply?.('Câu 1/', 'và một ý nữa');
        expect(textOf(await newest(chat))).toContain('Lưu đoạn vừa gửi vào câu nào?');
        expect(await readAnswer(testApp, 'LG13')).toBe('câu trả lời một');
        await chat.press('Câu cũ: câu 1');
        expect(await readAnswer(testApp, 'LG13')).toBe('câu trả lời một\nvà một ý nữa');
        await chat.press('Hoàn tác');
        expect(await readAnswer(testApp, 'LG13')).toBe('câu trả lời một');
      },
    );

    test('a text with a mark of secrecy is refused and nowhere stored', async () => {
      const chat = await open('LG10');
      await chat.write('menu');
      await chat.press('Bắt đầu');
      await chat.write('TỐI MẬT\nSố liệu 48151623');
      expect(textOf(await newest(chat))).toContain('không được lưu');
      expect(await readAnswer(testApp, 'LG10')).toBeUndefined();
    });
  });
}

/** The first answer of a person's draft, as the person would read it. */
function readAnswer(testApp: TestApp, person: string): Promise<string | undefined> {
  return draftText(testApp, { person, step: 'politics', keys: CONTRACT_KEYS });
}
