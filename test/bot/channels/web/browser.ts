import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The browser of the tests, from its npm package. */
export async function launchBrowser(): Promise<Browser> {
  // Of one process only, it hangs when a context is closed and the next one opened.
  const args = sparticuz.args.filter((arg) => arg !== '--single-process');
  return await chromium.launch({ executablePath: await sparticuz.executablePath(), args, headless: true });
}

/** A tab of its own, which collects what went wrong in it. */
export async function openTab(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  return { context, page, errors: collectErrors(page) };
}

/** Script errors and refusals of the content security policy; a lost connection is no error. */
export function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      errors.push(message.text());
  });
  return errors;
}
