import type { Page } from 'playwright-core';
import type { Message } from '../../handlers/ports.ts';
import { answered, type Chat, findButton, newest } from '../contracts/chat.ts';

export { launchBrowser } from '../bot/channels/web/browser.ts';

/** Picks a person on the page and talks to the bot through what is on the screen. */
export async function openPageChat(page: Page, name: string): Promise<Chat> {
  await page.locator('#search').fill(name);
  await page.locator('#groups a', { hasText: name }).first().click();
  // In another language the page shows the whole chat anew.
  const isShown = () => page.locator('#link[data-state="live"]').waitFor();
  await isShown();
  const chat: Chat = {
    heard: () => readBubbles(page, 0),
    latest: async () => {
      await isShown();
      return (await readBubbles(page, -1))[0];
    },
    write: (text) =>
      answered(chat, async () => {
        await page.locator('#text').fill(text);
        await page.locator('#send').click();
      }),
    press: (label) =>
      answered(chat, async () => {
        const { button } = findButton(await newest(chat), label);
        const active = page.locator('.bubble.bot[data-state="active"]');
        await active.locator(`button[data-handle="${button.handle}"]`).click();
      }),
    repeat: () => Promise.reject(new Error('the page sends nothing twice')),
  };
  return chat;
}

/** The bot's bubbles as they stand on the page, from the one at `from` on. */
function readBubbles(page: Page, from: number): Promise<Message[]> {
  return page.evaluate(`[...document.querySelectorAll('.bubble.bot')].slice(${from}).map((bubble) => {
    const buttons = (part) => [...bubble.querySelectorAll(part + ' button[data-handle]')].map((button) => ({
      label: button.textContent, handle: button.dataset.handle, selected: button.ariaChecked === 'true',
    }));
    const blocks = [...bubble.querySelector('.blocks').children].map((block) => ({
      type: block.classList[0], text: block.textContent,
    }));
    return { language: bubble.lang, blocks, choices: buttons('.choices'), actions: buttons('.actions') };
  })`);
}
