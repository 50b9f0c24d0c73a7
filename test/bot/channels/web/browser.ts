import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A name that belongs to somebody else and leads to this machine, as after a rebinding of DNS. */
export const REBOUND_NAME = 'rebound.example';

/**
 * What its package switches on for other uses. Of one process only, it hangs when a context is closed and the
 * next one opened; the rest would turn off the very rules between origins that the page relies on.
 */
const UNWANTED =
  /^--(?:single-process|disable-web-security|disable-site-isolation-trials|allow-running-insecure-content|disable-features=.*)$/;

/** The browser of the tests, from its npm package, with its web security on. */
export async function launchBrowser(): Promise<Browser> {
  const args = sparticuz.args.filter((arg) => !UNWANTED.test(arg));
  args.push(`--host-resolver-rules=MAP ${REBOUND_NAME} 127.0.0.1`);
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
