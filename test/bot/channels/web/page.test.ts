import { describe, expect, test } from 'vitest';
import type { Message } from '../../../../handlers/ports.ts';
import { pageTabForEach } from '../../../support/page-tab.ts';
import { collectErrors, openTab } from './browser.ts';
import { PEOPLE, say } from './rig.ts';

const tab = pageTabForEach();

const LONG = [
  '  Mở đầu có dấu cách.  ',
  'Tiếng Việt tổ hợp: ếễộỡ'.normalize('NFD'),
  'Tiếng Việt dựng sẵn: ếễộỡ'.normalize('NFC'),
  '\tBiểu tượng: 👩‍👩‍👧‍👦 🇻🇳 e\u0301\u0323 <b>&amp;</b> \u200b',
  '',
  'Một đoạn dài. '.repeat(720),
  '',
  '',
].join('\n');

const LEVELS = ['Xuất sắc', 'Tốt', 'Trung bình', 'Kém'];

function levels(selected?: string): Message {
  return say('Cấp độ nào?', {
    blocks: [
      { type: 'title', text: 'Đạo đức, lối sống' },
      { type: 'text', text: 'Cấp độ nào?' },
      { type: 'help', text: 'Chọn đúng thực tế.' },
      { type: 'quote', label: 'Năm trước', text: '<i>Tốt</i>' },
    ],
    choices: LEVELS.map((label, index) => ({
      label,
      handle: `level-${index}`,
      ...(selected === undefined ? {} : { selected: label === selected }),
    })),
    actions: [{ label: 'Quay lại', handle: 'back' }],
  });
}

const box = (at = tab.page) => at.getByRole('textbox', { name: 'Tin nhắn' });
const log = (at = tab.page) => at.getByRole('log');
const received = (at = tab.page) => at.locator('.state', { hasText: 'Đã nhận' });

async function openChat(code = 'DV001', at = tab.page): Promise<void> {
  await at.goto(`${tab.rig.url}/#/chat/${code}`);
  await at.getByText('Đã kết nối').waitFor();
}

async function type(text: string, at = tab.page): Promise<void> {
  await box(at).fill(text);
  await at.getByRole('button', { name: 'Gửi', exact: true }).click();
}

describe('the list of people', () => {
  test('is searched without diacritics and opens the chat', async () => {
    await tab.page.goto(tab.rig.url);
    await tab.page.getByRole('searchbox').fill('quyet dang vien');
    await expect
      .poll(() => tab.page.getByRole('link').allTextContents())
      .toEqual([expect.stringContaining('Đỗ Văn Quyết')]);
    await tab.page.getByText('1 người').waitFor();
    await tab.page.getByRole('link', { name: /Quyết/ }).click();

    await tab.page.getByRole('heading', { name: 'Đỗ Văn Quyết' }).waitFor();
    expect(new URL(tab.page.url()).hash).toBe('#/chat/DV002');
  });

  test('names a person that is not there', async () => {
    await tab.page.goto(`${tab.rig.url}/#/chat/DV999`);

    await tab.page.getByText('Mã “DV999” không có').waitFor();
  });

  test('speaks English if asked, also the next time', async () => {
    await tab.page.goto(tab.rig.url);
    await tab.page.getByRole('button', { name: 'English' }).click();
    await tab.page.getByText('People found: 3').waitFor();
    await tab.page.reload();

    await tab.page.getByText('People found: 3').waitFor();
    expect(await tab.page.locator('html').getAttribute('lang')).toBe('en');
  });
});

describe('writing', () => {
  test('10,000 characters of every kind arrive exactly as written, and are shown so', async () => {
    await openChat();
    await type(LONG);
    await received().waitFor();

    expect(LONG.length).toBeGreaterThan(10_000);
    expect(tab.rig.bot.events.map(({ input }) => input)).toEqual([{ type: 'text', text: LONG }]);
    expect(
      await log()
        .locator('.own .text')
        .evaluate((node) => node.textContent),
    ).toBe(LONG);
    expect(await box().inputValue()).toBe('');
  });

  test('Enter sends, Shift+Enter and an input method do not', async () => {
    await openChat();
    await box().pressSequentially('Một');
    await box().press('Shift+Enter');
    await box().pressSequentially('hai');
    await box().dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    await box().press('Enter');
    await received().waitFor();

    expect(tab.rig.bot.events.map(({ input }) => input)).toEqual([{ type: 'text', text: 'Một\nhai' }]);
  });

  test('what is not sent survives a reload', async () => {
    await openChat();
    await box().fill('Chưa xong');
    await tab.page.reload();

    await expect.poll(() => box().inputValue()).toBe('Chưa xong');
  });

  test('a refused text says why, and can be taken back', async () => {
    await openChat();
    await type('a\0b');
    await tab.page.getByText('Tin có ký tự hỏng').waitFor();
    await tab.page.reload();
    await tab.page.getByRole('button', { name: 'Sửa lại' }).click();

    expect(await box().inputValue()).toBe('a\0b');
    await tab.page.getByText('Tin có ký tự hỏng').waitFor({ state: 'detached' });
    expect(tab.rig.bot.deliveries).toEqual([]);
  });

  test('a command is typed or picked from the menu', async () => {
    await openChat();
    await tab.page.getByRole('button', { name: 'Bắt đầu' }).click();
    await expect.poll(() => tab.rig.bot.events.length).toBe(1);
    await type('/help');
    await expect.poll(() => tab.rig.bot.events.length).toBe(2);
    await tab.page.getByRole('button', { name: 'Lệnh' }).click();
    await tab.page.getByRole('button', { name: 'Danh mục' }).click();
    await expect.poll(() => tab.rig.bot.events.length).toBe(3);

    const names = tab.rig.bot.events.map(({ input }) => (input.type === 'command' ? input.name : ''));
    expect(names).toEqual(['start', 'help', 'menu']);
  });
});

describe('a message of the bot', () => {
  test('is shown in its parts, with nothing of it taken for markup', async () => {
    await tab.rig.channel.send('DV001', { message: { ...levels(), language: 'en' } });
    await tab.page.goto(`${tab.rig.url}/#/chat/DV001`);
    await tab.page.getByText('Connected').waitFor();

    const bubble = log().locator('.bot');
    expect(await bubble.getByRole('heading').textContent()).toBe('Đạo đức, lối sống');
    expect(await bubble.getByRole('blockquote').textContent()).toBe('<i>Tốt</i>');
    expect(
      await bubble.getByRole('group', { name: 'Choices' }).getByRole('button').allTextContents(),
    ).toEqual(LEVELS);
    expect(await bubble.getAttribute('lang')).toBe('en');
  });

  test('is pressed once however often one taps, and shows what was picked when it is old', async () => {
    let commit = () => {};
    tab.rig.bot.onEvent = async () => {
      await new Promise<void>((resolve) => {
        commit = resolve;
      });
      await tab.rig.channel.send('DV001', {
        message: say('Đã lưu', { actions: [{ label: 'Tiếp', handle: 'next' }] }),
      });
      return { toast: 'Đã chọn Tốt' };
    };
    await tab.rig.channel.send('DV001', { message: levels() });
    await openChat();
    const good = tab.page.getByRole('button', { name: 'Tốt', exact: true });
    await good.dblclick();
    await expect.poll(() => good.getAttribute('aria-disabled')).toBe('true');
    await good.dispatchEvent('click');
    await tab.page.getByRole('button', { name: 'Kém' }).dispatchEvent('click');
    await expect.poll(() => tab.rig.bot.deliveries.length).toBe(1);
    commit();

    await tab.page.getByText('Đã chọn Tốt').waitFor();
    await tab.page.getByRole('button', { name: 'Tiếp' }).waitFor();
    expect(await good.getAttribute('aria-disabled')).toBe('true');
    expect(await good.getAttribute('class')).toContain('picked');
    expect(tab.rig.bot.deliveries.map(({ input }) => input)).toEqual([{ type: 'press', handle: 'level-1' }]);
  });

  test('that is replaced changes in its place and keeps the focus', async () => {
    const id = await tab.rig.channel.send('DV001', { message: levels('Tốt') });
    tab.rig.bot.reply = async () => {
      await tab.rig.channel.send('DV001', { message: levels('Kém'), replaces: id });
    };
    await openChat();
    const poor = tab.page.getByRole('radio', { name: 'Kém' });
    await poor.focus();
    await poor.press('Enter');

    await expect.poll(() => poor.getAttribute('aria-checked')).toBe('true');
    expect(await tab.page.getByRole('radio', { checked: true }).allTextContents()).toEqual(['Kém']);
    expect(await tab.page.locator(':focus').textContent()).toBe('Kém');
    expect(await log().locator('.bot').count()).toBe(1);
  });

  test('of one choice has radio buttons: one stop for Tab, and the arrows move without picking', async () => {
    await tab.rig.channel.send('DV001', { message: levels('Tốt') });
    await openChat();
    const group = tab.page.getByRole('radiogroup', { name: 'Lựa chọn' });
    expect(await group.getByRole('radio').allTextContents()).toEqual(LEVELS);
    await group.getByRole('radio', { name: 'Tốt' }).focus();
    for (const [key, focused] of [
      ['ArrowDown', 'Trung bình'],
      ['ArrowRight', 'Kém'],
      ['ArrowDown', 'Xuất sắc'],
      ['ArrowUp', 'Kém'],
    ] as const) {
      await tab.page.keyboard.press(key);
      expect(await tab.page.locator(':focus').textContent()).toBe(focused);
    }
    expect(tab.rig.bot.deliveries).toEqual([]);
    await tab.page.keyboard.press('Tab');
    expect(await tab.page.locator(':focus').textContent()).toBe('Quay lại');
    await tab.page.keyboard.press('Shift+Tab');
    await tab.page.keyboard.press('Space');
    await expect.poll(() => tab.rig.bot.events.at(-1)?.input).toEqual({ type: 'press', handle: 'level-3' });
  });

  test('of several choices has check boxes', async () => {
    const message = levels('Tốt');
    const choices = message.choices.map((choice) => ({ ...choice, several: true as const }));
    await tab.rig.channel.send('DV001', { message: { ...message, choices } });
    await openChat();
    const group = tab.page.getByRole('group', { name: 'Lựa chọn' });
    expect(await group.getByRole('checkbox').allTextContents()).toEqual(LEVELS);
    expect(await group.getByRole('checkbox', { checked: true }).allTextContents()).toEqual(['Tốt']);
  });

  test('keeps its buttons when only a notice follows', async () => {
    await tab.rig.channel.send('DV001', { message: levels() });
    await tab.rig.channel.send('DV001', { message: say('Đã ghi nhận') });
    await openChat();
    await tab.page.getByRole('button', { name: 'Kém' }).click();

    await expect.poll(() => tab.rig.bot.events.length).toBe(1);
  });
});

describe('the keyboard alone', () => {
  test('picks a person, answers and presses', async () => {
    tab.rig.bot.reply = async ({ input }) => {
      if (input.type === 'text') await tab.rig.channel.send('DV001', { message: levels() });
    };
    await tab.page.goto(tab.rig.url);
    await tab.page.getByRole('link', { name: /Giang/ }).waitFor();
    await tab.page.keyboard.press('Tab');
    await tab.page.keyboard.press('Tab');
    await tab.page.keyboard.press('Tab');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByText('Đã kết nối').waitFor();
    await tab.page.keyboard.type('Một');
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('button', { name: 'Xuất sắc' }).waitFor();
    // Back from the box: menu, then the last button of the message.
    for (const _key of ['menu', 'back', 'poor']) await tab.page.keyboard.press('Shift+Tab');
    await tab.page.keyboard.press('Space');

    await expect.poll(() => tab.rig.bot.events.at(-1)?.input).toEqual({ type: 'press', handle: 'level-3' });
  });
});

describe('the connection', () => {
  test('lost and found again: the queue survives a reload, everything arrives once and in order', async () => {
    await openChat();
    await type('Một');
    await received().waitFor();
    await tab.rig.down();
    await tab.page.getByText('Mất kết nối, đang nối lại').waitFor();
    await type('Hai');
    await type('Ba');
    await expect.poll(() => tab.page.getByText('Đang gửi…').count()).toBe(2);
    await tab.rig.up();
    await tab.page.getByText('Đã kết nối').waitFor();
    await expect.poll(() => received().count()).toBe(3);
    await tab.rig.channel.send('DV001', { message: say('Bốn') });
    await tab.page.getByText('Bốn').waitFor();

    expect(tab.rig.bot.events.map(({ input }) => input)).toEqual(
      ['Một', 'Hai', 'Ba'].map((text) => ({ type: 'text', text })),
    );
    expect(await log().locator('.own').allTextContents()).toEqual(['Một', 'Hai', 'Ba']);
  });

  test('what the bot could not record is sent again after a reload, with the same update', async () => {
    const accept = tab.rig.bot.onEvent;
    tab.rig.bot.onEvent = () => Promise.reject(new Error('Redis is away'));
    await openChat();
    await type('Một');
    await expect.poll(() => tab.rig.bot.deliveries.length).toBeGreaterThan(0);
    await tab.page.reload();
    await tab.page.getByText('Đang gửi…').waitFor();
    tab.rig.bot.onEvent = accept;
    await received().waitFor();

    expect(new Set(tab.rig.bot.deliveries.map(({ update }) => update)).size).toBe(1);
    expect(await tab.page.locator('.own').allTextContents()).toEqual(['Một']);
  });

  test('is shared: two tabs show the same, live', async () => {
    const other = await tab.context.newPage();
    tab.errors.push(...collectErrors(other));
    await openChat();
    await openChat('DV001', other);
    tab.rig.bot.reply = async () => {
      await tab.rig.channel.send('DV001', { message: levels() });
    };
    await type('Một');
    await other.getByRole('button', { name: 'Kém' }).click();
    await expect.poll(() => tab.rig.bot.events.length).toBe(2);
    await expect.poll(() => log(other).locator('.bubble').count()).toBe(3);
    await expect.poll(() => log().locator('.bubble').count()).toBe(3);

    expect(await log().locator('.picked').allTextContents()).toEqual(['Kém']);
    expect(await log().locator('.bubble').allTextContents()).toEqual(
      await log(other).locator('.bubble').allTextContents(),
    );
  });

  test('shows a chat of its own for each person', async () => {
    await tab.rig.channel.send('DV001', { message: say('Cho Giang') });
    await tab.rig.channel.send('DV002', { message: say('Cho Quyết') });
    await openChat();
    await tab.page.getByText('Cho Giang').waitFor();
    await tab.page.getByRole('link', { name: /Quyết/ }).click();

    await tab.page.getByText('Cho Quyết').waitFor();
    expect(await tab.page.getByText('Cho Giang').count()).toBe(0);
  });
});

describe('on a phone', () => {
  test.each([360, 390])(
    '%i pixels wide: no sideways scrolling, targets of 44 pixels, Enter is a new line',
    async (width) => {
      const phone = await openTab(tab.browser, {
        viewport: { width, height: 780 },
        isMobile: true,
        hasTouch: true,
      });
      await tab.rig.channel.send('DV001', { message: levels('Tốt') });
      await tab.rig.channel.send('DV001', {
        message: say('dài'.repeat(300), { actions: [{ label: 'Xong', handle: 'x' }] }),
      });
      await phone.page.goto(tab.rig.url);
      await phone.page.getByRole('link', { name: /Giang/ }).tap();
      await phone.page.getByRole('button', { name: 'Xong' }).waitFor();
      await box(phone.page).fill('Một');
      await box(phone.page).press('Enter');

      expect(await box(phone.page).inputValue()).toBe('Một\n');
      expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      for (const button of await phone.page.locator('button:visible, a:visible').all()) {
        const size = await button.boundingBox();
        expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThanOrEqual(44);
      }
      expect(phone.errors).toEqual([]);
      await phone.context.close();
    },
  );
});

test('the way to what is new goes without moving what is under the finger', async () => {
  await tab.rig.channel.send('DV001', { message: say('dòng '.repeat(3_000)) });
  await openChat();
  const scrollTo = `(top) => { document.getElementById('scroll').scrollTo({ top, behavior: 'instant' }); return document.getElementById('scroll').scrollTop; }`;
  await tab.page.evaluate(`(${scrollTo})(0)`);
  await tab.rig.channel.send('DV001', { message: say('Tin mới') });
  const jump = tab.page.getByRole('button', { name: 'Xuống tin mới' });
  await jump.waitFor();
  const end = await tab.page.evaluate(`(${scrollTo})(1_000_000)`);
  await jump.waitFor({ state: 'hidden' });
  expect(await tab.page.evaluate("document.getElementById('scroll').scrollTop")).toBe(end);
});

test('the first words of the page are those of its strings', async () => {
  const { STRINGS } = (await import(
    `${import.meta.dirname}/../../../../bot/channels/web/page/strings.js`
  )) as {
    STRINGS: Record<'vi' | 'en', Record<string, string>>;
  };
  const html = await (await fetch(tab.rig.url)).text();
  const marked = [...html.matchAll(/data-text="(\w+)"[^>]*>([^<]*)</g)];

  expect(Object.keys(STRINGS.vi)).toEqual(Object.keys(STRINGS.en));
  expect(marked.length).toBeGreaterThan(5);
  for (const [, key = '', text] of marked) expect(text?.trim().replace(/\s+/g, ' ')).toBe(STRINGS.vi[key]);
  expect(PEOPLE).toHaveLength(3);
});
