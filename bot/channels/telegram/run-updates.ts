import type { Language } from '../../../flows/forms/definition.ts';
import type { Translate } from '../../../handlers/words/context.ts';
import type { Self } from './address.ts';
import type { CallTelegram } from './client.ts';
import { TelegramFailure } from './failure.ts';
import { type PollDependencies, pollUpdates } from './poll.ts';
import { askSelf, chooseDelivery, setMenus, type WebhookTarget } from './set-up.ts';
import { backOffMs } from './timing.ts';

export interface RunDependencies extends PollDependencies {
  call: CallTelegram;
  translator(language: Language): Translate;
  /** Nothing to poll. */
  webhook: WebhookTarget | undefined;
  /** Whether Telegram told us who we are. */
  isIdentified(): boolean;
  onIdentified(self: Self): void;
}

/** Prepares the bot at Telegram, as often as it takes, and polls unless updates are pushed. Never rejects. */
export async function runUpdates(dependencies: RunDependencies): Promise<void> {
  const { call, webhook } = dependencies;
  if (!(await prepareBot(dependencies))) return;
  const menus = setMenus(call, dependencies);
  if (webhook === undefined) await pollUpdates(dependencies);
  await menus;
}

/** Whether updates will come; false if the end came first. */
async function prepareBot(dependencies: RunDependencies): Promise<boolean> {
  const { call, isIdentified, log, onIdentified, ending, timing, webhook } = dependencies;
  for (let tried = 1; !ending.aborted; tried += 1) {
    try {
      if (!isIdentified()) onIdentified(await askSelf(call));
      await chooseDelivery(call, webhook);
      return true;
    } catch (error) {
      if (ending.aborted) break;
      const isRefused = error instanceof TelegramFailure && error.kind === 'refused';
      if (isRefused) log.error({ err: error }, 'Telegram refuses how updates are to be delivered');
      else log.warn({ err: error, tried }, 'The bot could not be set up at Telegram yet');
      await timing.pause(backOffMs(tried), ending);
    }
  }
  return false;
}
