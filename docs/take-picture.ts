import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startApp } from '../bot/compose/start-app.ts';
import { startServers } from '../bot/services/start-servers.ts';
import { loadConfig } from '../bot/settings/config.ts';
import { launchBrowser, openPageChat } from '../test/support/browser.ts';

/** Takes the README's picture: the chat page in the middle of a review. Run by `npm run picture`. */
const folder = mkdtempSync(join(tmpdir(), 'kiem-diem-picture-'));
const servers = await startServers({
  home: folder,
  venv: new URL('../.services/venv', import.meta.url).pathname,
  report: () => undefined,
  onFailure: () => undefined,
});
const { redisUrl, mongodbUri } = servers;
const config = loadConfig({ SERVICES_DIR: folder, PORT: '0' });
const app = await startApp({ config, redisUrl, mongodbUri, log: pino({ level: 'silent' }) });
const browser = await launchBrowser();
const page = await browser.newPage({ viewport: { width: 1180, height: 860 }, deviceScaleFactor: 1.5 });
await page.goto(app.url);
const chat = await openPageChat(page, 'Phạm Quốc Khánh');
await chat.write('menu');
await chat.press('Bắt đầu tự kiểm điểm');
await chat.write(
  'Tôi trung thành với chủ nghĩa Mác - Lênin, tư tưởng Hồ Chí Minh. Trong năm đã học đủ 4 chuyên đề nghị quyết, trực tiếp phổ biến cho 3 phòng và 112 người lao động.',
);
await chat.press('Xong');
await page.waitForFunction("document.activeElement !== null && document.fonts.status === 'loaded'");
await page.screenshot({ path: new URL('review.png', import.meta.url).pathname, animations: 'disabled' });
await browser.close();
await app.stop();
await servers.stop();
rmSync(folder, { recursive: true, force: true });
