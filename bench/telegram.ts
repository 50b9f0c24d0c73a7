import process from 'node:process';
import { startTelegramEmulator } from '../test/support/telegram-emulator/start-telegram-emulator.ts';
import { createCrowd } from './crowd.ts';
import type { Order, Report } from './orders.ts';

/** How many messages of a chat are kept; older ones are not used. */
const KEPT = 4;

const crowd = createCrowd((id) => emulator.person({ id }));
const emulator = await startTelegramEmulator({
  recording: false,
  most: KEPT,
  delayMs: Number(process.argv[2]),
  said: (message) => crowd.hear(message.chat.id),
});

process.on('message', (order: Order) => {
  follow(order).then(report, (error: Error) => report({ failure: error.message }));
});
process.on('disconnect', () => process.exit());
report({ root: emulator.root, token: emulator.token });

async function follow(order: Order): Promise<Report> {
  return order.do === 'join' ? crowd.join(order) : crowd.answer(order);
}

function report(what: Report): void {
  process.send?.(what);
}
