import type { Self } from './address.ts';
import type { TelegramDependencies } from './dependencies.ts';
import { TelegramFailure } from './failure.ts';
import { type PollDependencies, pollUpdates } from './poll.ts';
import { askSelf, chooseDelivery, setMenus } from './set-up.ts';
import { backOffMs } from './timing.ts';
import type { CallTelegram } from './client.ts';

export interface RunDependencies
  extends Omit<PollDependencies, 'call'>,
    Pick<TelegramDependencies, 'commands' | 'webhook'> {
  call: CallTelegram;
  /** With time enough for a long poll. */
  callSlowly: CallTelegram;
  /** Whether Telegram told us who we are. */
  knows(): boolean;
  meet(self: Self): void;
}

/** Prepares the bot at Telegram, as often as it takes, and polls unless updates are pushed. Never rejects. */
export async function runUpdates(dependencies: RunDependencies): Promise<void> {
  const { call, callSlowly, commands, log, signal, webhook } = dependencies;
  if (!(await prepareBot(dependencies))) return;
  const menus = setMenus(call, { commands, log, signal });
  if (webhook === undefined) await pollUpdates({ ...dependencies, call: callSlowly });
  await menus;
}

/** Whether updates will come; false if the end came first. */
async function prepareBot(dependencies: RunDependencies): Promise<boolean> {
  const { call, knows, log, meet, signal, timing, webhook } = dependencies;
  for (let tried = 1; !signal.aborted; tried += 1) {
    try {
      if (!knows()) meet(await askSelf(call, { signal }));
      await chooseDelivery(call, { webhook, signal });
      return true;
    } catch (error) {
      if (signal.aborted) break;
      log.warn({ err: error, tried }, 'The bot could not be set up at Telegram yet');
      if (error instanceof TelegramFailure && error.kind === 'refused') {
        log.error({ err: error }, 'Telegram refuses how updates are to be delivered');
      }
      await timing.pause(backOffMs(tried), signal);
    }
  }
  return false;
}
