import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { launchBrowser, openTab } from '../bot/channels/web/browser.ts';
import { type Rig, startRig } from '../bot/channels/web/rig.ts';

/** A tab with the page of a web channel. */
interface PageTab {
  browser: Browser;
  rig: Rig;
  context: BrowserContext;
  page: Page;
  /** Errors of the page so far; a test with any of them fails at its end. */
  errors: string[];
  /** Opens the page in another tab instead, such as one of a phone. */
  reopen(options: BrowserContextOptions): Promise<void>;
}

/** A new web channel and a new tab for each test of a file. Call it at the top of the file. */
export function pageTabForEach(): PageTab {
  const tab = {} as PageTab;
  beforeAll(async () => {
    tab.browser = await launchBrowser();
  });
  afterAll(() => tab.browser.close());
  beforeEach(async () => {
    const commands = [{ name: 'menu', label: { vi: 'Danh mục', en: 'Menu' } }];
    tab.rig = await startRig(inject('redisUrl'), { commands });
    Object.assign(tab, await openTab(tab.browser));
  });
  afterEach(async () => {
    await tab.context.close();
    await tab.rig.close();
    expect(tab.errors).toEqual([]);
  });
  tab.reopen = async (options) => {
    await tab.context.close();
    Object.assign(tab, await openTab(tab.browser, options));
  };
  return tab;
}
