import axe from 'axe-core';
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { TIME_ZONE } from '../../flows/rules/calendar.ts';
import type { Message, Takes } from '../../handlers/ports.ts';
import { say } from '../bot/channels/web/rig.ts';
import { pageTabForEach } from '../support/page-tab.ts';

const tab = pageTabForEach();

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

async function openChat(code = 'DV001'): Promise<void> {
  await tab.page.goto(`${tab.rig.url}/#/chat/${code}`);
  await tab.page.locator('#link[data-state="live"]').waitFor();
}

/** A question in front, and what it takes. */
function question(takes: Takes, more: Partial<Message> = {}): Message {
  return say('Đồng chí trả lời thế nào?', {
    blocks: [
      { type: 'status', text: 'Câu 4/20 · đã lưu 09:41' },
      { type: 'title', text: 'Đạo đức, lối sống' },
      { type: 'text', text: 'Đồng chí trả lời thế nào?' },
      { type: 'help', text: 'Nêu việc cụ thể.' },
      { type: 'quote', label: 'Câu trả lời của đồng chí', text: 'Đã viết' },
      { type: 'problem', text: 'Câu trả lời sẽ quá dài.' },
    ],
    choices: ['Tốt', 'Kém'].map((label, index) => ({ label, handle: `c-${index}`, selected: index === 0 })),
    actions: [{ label: 'Tiếp tục', handle: 'next', tone: 'primary' }],
    takes,
    ...more,
  });
}

const TEXT = { kind: 'text', max: 600, held: 0 } as const;
const FILES = { kind: 'files', left: 2 } as const;
const box = () => tab.page.locator('#text');
const focused = () =>
  tab.page.evaluate(
    'document.activeElement.closest("body > *") && (document.activeElement.id || document.activeElement.textContent)',
  );

describe('everybody can use the page: no violation that axe finds', () => {
  async function violations(): Promise<unknown[]> {
    // As a parameter of `evaluate` it is run by the test, not by the page, whose rules allow no foreign script.
    await tab.page.evaluate(axe.source);
    const found = (await tab.page.evaluate(
      'axe.run(document, { resultTypes: ["violations"] })',
    )) as axe.AxeResults;
    return found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target) }));
  }

  test.each<[string, BrowserContextOptions]>([
    ['on a desktop', {}],
    ['on a desktop in the dark', { colorScheme: 'dark' }],
    ['on a phone', PHONE],
    ['on a phone in the dark', { ...PHONE, colorScheme: 'dark' }],
  ])('%s', async (_where, options) => {
    await tab.reopen(options);
    await tab.page.goto(tab.rig.url);
    await tab.page.locator('#groups a').first().waitFor();
    expect(await violations()).toEqual([]);

    await openChat();
    await tab.page.getByRole('button', { name: 'Bắt đầu' }).waitFor();
    expect(await violations()).toEqual([]);

    tab.rig.bot.onEvent = async ({ input }) =>
      input.type === 'text' ? { refused: true, toast: 'Đã lưu' } : {};
    await tab.rig.channel.send('DV001', { message: question(TEXT) });
    await tab.rig.post('DV001', { update: crypto.randomUUID(), type: 'text', text: 'chữ '.repeat(400) });
    await tab.rig.channel.send('DV001', { message: question(FILES) });
    await tab.page.locator('#attach-button').waitFor();
    await box().fill('a\0b');
    await tab.page.locator('#send').click();
    await tab.page.getByText('Tin có ký tự hỏng').waitFor();
    await tab.page.getByRole('button', { name: 'Lệnh' }).click();
    expect(await violations()).toEqual([]);

    await tab.rig.down();
    await tab.page.getByText('Mất kết nối, đang nối lại').waitFor();
    expect(await violations()).toEqual([]);
    await tab.rig.up();

    await tab.page.goto(`${tab.rig.url}/#/chat/DV999`);
    await tab.page.getByText('Mã “DV999” không có').waitFor();
    expect(await violations()).toEqual([]);
  });
});

describe('the focus', () => {
  test('goes on at the conversation when it was begun', async () => {
    tab.rig.bot.reply = async () => {
      await tab.rig.channel.send('DV001', { message: question(TEXT) });
    };
    await openChat();
    await tab.page.getByRole('button', { name: 'Bắt đầu' }).focus();
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('button', { name: 'Tiếp tục' }).waitFor();

    expect(await focused()).toBe('scroll');
    for (const _step of ['help', 'first button']) await tab.page.keyboard.press('Tab');
    expect(await focused()).toBe('Tốt');
  });

  test('stays at a message whose button is gone', async () => {
    const id = await tab.rig.channel.send('DV001', { message: question(TEXT) });
    tab.rig.bot.reply = async () => {
      await tab.rig.channel.send('DV001', { message: question(TEXT, { choices: [] }), replaces: id });
    };
    await openChat();
    await tab.page.getByRole('radio', { name: 'Kém' }).focus();
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('radio', { name: 'Kém' }).waitFor({ state: 'detached' });

    expect(await tab.page.locator('.bubble.bot:focus').count()).toBe(1);
  });

  test('comes back to the person on a phone whose chat was left', async () => {
    await tab.reopen(PHONE);
    await tab.page.goto(tab.rig.url);
    await tab.page.getByRole('link', { name: /Quyết/ }).tap();
    await tab.page.locator('#link[data-state="live"]').waitFor();
    await tab.page.locator('#back').focus();
    await tab.page.keyboard.press('Enter');

    await expect.poll(focused).toContain('Quyết');
  });

  test('is not lost with the menu, nor with a message that is dropped', async () => {
    await openChat();
    await tab.page.getByRole('button', { name: 'Lệnh' }).click();
    await tab.page.getByRole('button', { name: 'Danh mục' }).click();
    await expect.poll(focused).toBe('text');
    await box().fill('a\0b');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('button', { name: 'Bỏ tin' }).click();
    await expect.poll(focused).toBe('text');
  });
});

describe('writing', () => {
  test('counts against what the question takes, and keeps what is too long in the box', async () => {
    await tab.rig.channel.send('DV001', { message: question({ ...TEXT, held: 100 }) });
    await openChat();
    await box().fill('ế'.repeat(500));
    await tab.page.getByText('600/600 ký tự').waitFor();
    await box().fill('👍🏽'.repeat(251));
    await tab.page.getByText('602 ký tự: quá dài, câu này tối đa 600').waitFor();
    await box().press('Control+Enter');
    await tab.page.getByText('Chưa gửi: 602 ký tự').waitFor();

    expect(await box().inputValue()).toBe('👍🏽'.repeat(251));
    expect(tab.rig.bot.deliveries).toEqual([]);
  });

  test('what the bot did not keep is back in the box, before what was written meanwhile, and is marked so', async () => {
    await tab.rig.channel.send('DV001', { message: question(TEXT) });
    let commit = () => {};
    tab.rig.bot.onEvent = async () => {
      await new Promise<void>((resolve) => {
        commit = resolve;
      });
      return { refused: true };
    };
    await openChat();
    await box().fill('Không nhận được');
    await box().press('Control+Enter');
    await box().fill('viết tiếp');
    await expect.poll(() => tab.rig.bot.deliveries.length).toBe(1);
    commit();
    await tab.page.getByText('đã trở lại ô soạn').waitFor();

    expect(await box().inputValue()).toBe('Không nhận được\nviết tiếp');
    await tab.page.locator('.row[data-state="refused"]').waitFor();
    await tab.page.reload();
    await tab.page.locator('.row[data-state="refused"]').waitFor();
    expect(await box().inputValue()).toBe('Không nhận được\nviết tiếp');
  });
});

describe('a file', () => {
  const PDF = { name: 'Giấy khen.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') };
  const pick = (...files: (typeof PDF)[]) => tab.page.locator('#attach-input').setInputFiles(files);

  test('can be sent where the question takes files, and only there', async () => {
    await tab.rig.channel.send('DV001', { message: question(TEXT) });
    await openChat();
    expect(await tab.page.locator('#attach-button').isVisible()).toBe(false);
    await tab.rig.channel.send('DV001', { message: question(FILES) });
    await tab.page.getByText('Còn gửi được 2 tệp, mỗi tệp tối đa 10 MB').waitFor();
    const choosing = tab.page.waitForEvent('filechooser');
    await tab.page.getByRole('button', { name: 'Gửi ảnh hoặc tệp' }).click();
    await (await choosing).setFiles([PDF, { ...PDF, name: 'Ảnh.txt', buffer: Buffer.from('chữ') }]);
    const link = tab.page.getByRole('link', { name: 'Tệp: Giấy khen.pdf' });
    await link.waitFor();
    await tab.page.getByRole('link', { name: 'Tệp: Ảnh.txt' }).waitFor();
    const saving = tab.page.waitForEvent('download');
    await link.click();
    const saved = await saving;

    expect(saved.suggestedFilename()).toBe('Giấy khen.pdf');
    expect(await saved.failure()).toBeNull();
    expect(tab.rig.bot.events.map(({ input }) => input)).toMatchObject([
      { type: 'file', name: 'Giấy khen.pdf', album: expect.any(String) },
      { type: 'file', name: 'Ảnh.txt' },
    ]);
    expect([...tab.rig.files.values()].map(({ bytes }) => bytes.toString())).toEqual(['%PDF-1.7\n', 'chữ']);
  });

  test('too many or too large: nothing is sent, and why is said', async () => {
    await tab.rig.channel.send('DV001', { message: question(FILES) });
    await openChat();
    await tab.page.locator('#attach-button').waitFor();
    await pick(PDF, PDF, PDF);
    await tab.page.getByText('Câu này còn nhận 2 tệp, vừa chọn 3').waitFor();
    await pick({ ...PDF, buffer: Buffer.alloc(10 * 1024 * 1024 + 1) });
    await tab.page.getByText('Tệp “Giấy khen.pdf” lớn quá 10 MB').waitFor();
    await tab.rig.channel.send('DV001', { message: question({ kind: 'files', left: 0 }) });
    await tab.page.locator('#attach-limits', { hasText: 'đã đủ số tệp' }).waitFor();

    expect(tab.rig.bot.deliveries).toEqual([]);
  });

  test('of a kind that is not taken says so and can be dropped', async () => {
    await tab.rig.channel.send('DV001', { message: question(FILES) });
    await openChat();
    await tab.page.locator('#attach-button').waitFor();
    await pick({ ...PDF, buffer: Buffer.from('\x7fELF\x02\x01\x01') });
    await tab.page.getByText('Loại tệp này không nhận').waitFor();
    expect(await tab.page.getByRole('button', { name: 'Sửa lại' }).isVisible()).toBe(false);
    await tab.page.getByRole('button', { name: 'Bỏ tin' }).click();

    await tab.page.getByText('Loại tệp này không nhận').waitFor({ state: 'detached' });
    expect(tab.rig.files.size).toBe(0);
  });

  test('that could not be delivered is sent again, once', async () => {
    const accept = tab.rig.bot.onEvent;
    tab.rig.bot.onEvent = () => Promise.reject(new Error('Redis is away'));
    await tab.rig.channel.send('DV001', { message: question(FILES) });
    await openChat();
    await tab.page.locator('#attach-button').waitFor();
    await pick(PDF);
    await expect.poll(() => tab.rig.bot.deliveries.length).toBeGreaterThan(0);
    tab.rig.bot.onEvent = accept;
    await tab.page.getByRole('link', { name: 'Tệp: Giấy khen.pdf' }).waitFor();

    expect(tab.rig.bot.events).toHaveLength(1);
    expect(tab.rig.files.size).toBe(1);
  });
});

describe('the language', () => {
  test('is one for the page and the bot, whichever of them it was switched in', async () => {
    await tab.rig.channel.send('DV001', { message: question(TEXT) });
    tab.rig.bot.reply = async ({ input }) => {
      if (input.type === 'command')
        await tab.rig.channel.send('DV001', { message: question(TEXT, { language: 'en' }) });
    };
    await openChat();
    await tab.page.getByRole('button', { name: 'English' }).click();
    await tab.page.getByText('Connected').waitFor();
    expect(await tab.page.locator('[data-language]:visible').count()).toBe(1);
    await tab.rig.channel.send('DV001', { message: question(TEXT) });
    await tab.page.getByText('Đã kết nối').waitFor();

    expect(tab.rig.bot.events.map(({ input }) => input)).toEqual([
      { type: 'command', name: 'language', argument: 'en' },
    ]);
    expect(await tab.page.locator('.own').count()).toBe(0);
  });

  test('of somebody who has not begun is told with their first word', async () => {
    await tab.page.goto(tab.rig.url);
    await tab.page.getByRole('button', { name: 'English' }).click();
    await tab.page.getByRole('link', { name: /Giang/ }).click();
    await tab.page.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => tab.rig.bot.events.length).toBe(1);

    expect(tab.rig.bot.events[0]).toMatchObject({
      language: 'en',
      input: { type: 'command', name: 'start' },
    });
  });

  test('has one form of address', async () => {
    await tab.rig.channel.send('DV001', { message: question(TEXT) });
    await openChat();
    await box().fill('Một');
    await box().press('Control+Enter');
    await tab.page.locator('.own').waitFor();

    expect(await tab.page.locator('.mine .hidden').textContent()).toBe('Đồng chí: ');
    expect(await tab.page.locator('body').textContent()).not.toMatch(/(?<!\p{L})bạn(?!\p{L})/iu);
  });
});

test('the way to new messages lies beside what is read, not on it', async () => {
  for (let count = 0; count < 12; count += 1)
    await tab.rig.channel.send('DV001', { message: question(TEXT) });
  await tab.reopen(PHONE);
  await openChat();
  await tab.page.evaluate("document.querySelector('#scroll').scrollTo(0, 0)");
  await tab.rig.channel.send('DV001', { message: say('Đã ghi nhận') });
  const jump = tab.page.getByRole('button', { name: 'Xuống tin mới' });
  await jump.waitFor();
  const [button, scroll] = [await jump.boundingBox(), await tab.page.locator('#scroll').boundingBox()];

  expect(button?.y).toBeGreaterThanOrEqual((scroll?.y ?? 0) + (scroll?.height ?? Number.MAX_VALUE));
  await jump.tap();
  await jump.waitFor({ state: 'hidden' });
});

test('who comes to a code that nobody has finds the way to the list, also where a phone shows one of both', async () => {
  await tab.reopen(PHONE);
  await tab.page.goto(`${tab.rig.url}/#/chat/DV999`);
  await tab.page.getByText('Mã “DV999” không có').waitFor();
  await tab.page.getByRole('link', { name: 'Về danh sách' }).tap();
  await tab.page.locator('#groups a').first().waitFor();
  await tab.page.goto(tab.rig.url);
  expect(await tab.page.locator('#welcome-back').isVisible()).toBe(false);
});

test('the box asks for an answer only where writing can be one', async () => {
  await openChat();
  await tab.rig.channel.send('DV001', { message: question(FILES) });
  await tab.page.locator('#attach-button').waitFor();
  expect(await box().getAttribute('placeholder')).toBe('Tin nhắn');
  await tab.rig.channel.send('DV001', { message: question(TEXT) });
  await expect.poll(() => box().getAttribute('placeholder')).toBe('Viết câu trả lời');
});

test('every message tells its day', async () => {
  await tab.rig.channel.send('DV001', { message: question(TEXT) });
  await openChat();
  const day = new Intl.DateTimeFormat('vi', { timeZone: TIME_ZONE, dateStyle: 'full' }).format(new Date());

  expect(await tab.page.locator('.day').textContent()).toBe(day);
  expect(await tab.page.locator('.row time').getAttribute('title')).toContain(day);
});
