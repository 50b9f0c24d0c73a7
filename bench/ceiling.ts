import process from 'node:process';
import { Bot, type Context } from 'grammy';
import { createTransport } from '../bot/channels/telegram/bot-api.ts';

/** What a bot without any state does with each message. */
const REPLY = 'Đã nhận.';
const SECONDS = 30;
const POLL_SECONDS = 45;

const [root = '', token = '', ...traits] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot: root } });
if (traits.includes('our-client')) {
  bot.api.config.use(createTransport({ token, apiRoot: root, seconds: SECONDS, pollSeconds: POLL_SECONDS }));
}
bot.on('message', traits.includes('side-by-side') ? replyMeanwhile : (context) => context.reply(REPLY));
await bot.start({
  onStart() {
    process.stdout.write('ready\n');
  },
});

/** Replies without being awaited, because grammY takes the next update only when the handler has ended. */
function replyMeanwhile(context: Context): void {
  void context.reply(REPLY);
}
