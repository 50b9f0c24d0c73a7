import type { Channel } from '../../bot/channels/channel.ts';
import { createTelegramChannel } from '../../bot/channels/telegram/index.ts';
import type { Timing } from '../../bot/channels/telegram/timing.ts';
import { loadLocales } from '../../bot/i18n.ts';
import type { ChannelEvent } from '../../handlers/ports.ts';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import type { Chat } from '../contracts/chat.ts';
import { openTelegramChat } from '../contracts/telegram-chat.ts';
import { createTestApp, type TestApp } from './app.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import type { TelegramPerson } from './telegram-emulator/person.ts';
import { startTelegramEmulator, type TelegramEmulator } from './telegram-emulator/start-telegram-emulator.ts';

/** The whole app with the Telegram emulator. The clock of the channel only moves when a test lets time pass. */
export interface TelegramApp {
  emulator: TelegramEmulator;
  testApp: TestApp;
  clock: FakeClock;
  /** The running channel itself. */
  channel(): Channel;
  /** Telegram's id of a person of the sample. */
  idOf(person: string): number;
  /** A person of the sample who has joined. */
  join(person: string): Promise<{ phone: TelegramPerson; chat: Chat }>;
  /** A person who is in the middle of their review, at the first question. */
  begin(person: string): Promise<{ phone: TelegramPerson; chat: Chat }>;
  /** From now on the events that match are not committed. */
  refuse(which: (event: ChannelEvent) => boolean): void;
  /** From now on events wait until this is fulfilled. */
  hold(until: Promise<unknown>): void;
  /** Updates are pushed from now on. */
  usePushing(secret: string): Promise<void>;
  end(): Promise<void>;
}

/** How a test differs from the usual. */
interface TelegramAppOptions {
  timing?: Partial<Timing>;
  /** Waits between pushes, as part of Telegram's own. */
  pace?: number;
}

/** Starts everything. */
export async function startTelegramApp(options: TelegramAppOptions = {}): Promise<TelegramApp> {
  const emulator = await startTelegramEmulator({ pace: options.pace ?? 1 });
  const clock = createFakeClock();
  const locales = await loadLocales();
  let webhook: { url: string; secret: string } | undefined;
  let channel: Channel | undefined;
  let held: Promise<unknown> = Promise.resolve();
  let isRefused: (event: ChannelEvent) => boolean = () => false;

  const testApp = createTestApp({
    environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
    channels({ redis, keys, prefix }) {
      const telegram = createTelegramChannel({
        token: emulator.token,
        apiRoot: emulator.root,
        webhook,
        redis,
        keys,
        prefix,
        translator: locales.translator,
        onFatal: () => undefined,
        now: clock.now,
        log: logInto(testApp.log),
        timing: { pause: clock.pause, ...options.timing },
      });
      const start: Channel['start'] = (receive) =>
        telegram.start(async (event) => {
          if (isRefused(event)) throw new Error('the store is away');
          await held;
          return receive(event);
        });
      channel = { ...telegram, start };
      return [channel];
    },
  });
  await testApp.start();
  return {
    emulator,
    testApp,
    clock,
    channel: () => channel as Channel,
    ...createJoining({ emulator, testApp }),
    refuse(which) {
      isRefused = which;
    },
    hold(until) {
      held = until;
    },
    async usePushing(secret) {
      webhook = { url: testApp.url(), secret };
      await testApp.restart();
      await emulator.until('the webhook', () => emulator.calls('setWebhook').length > 0);
    },
    async end() {
      await testApp.end();
      await emulator.close();
    },
  };
}

function createJoining({ emulator, testApp }: { emulator: TelegramEmulator; testApp: TestApp }) {
  const idOf = (person: string) => Number.parseInt(person, 36);
  async function join(person: string) {
    const id = idOf(person);
    await testApp.link('telegram', person, String(id));
    const phone = emulator.person({ id, firstName: person });
    return { phone, chat: openTelegramChat(emulator, phone) };
  }
  return {
    idOf,
    join,
    async begin(person: string) {
      const joined = await join(person);
      await joined.chat.write('menu');
      await joined.chat.press('Bắt đầu');
      return joined;
    },
  };
}

/** Writes details and text to the log of the app as a logger does, errors with all of their properties. */
function logInto(lines: string[]) {
  const write = (details: object, text: string) => {
    const { err } = details as { err?: unknown };
    const error = err instanceof Error ? `${err.stack} ${JSON.stringify(err)}` : '';
    lines.push(`${text} ${JSON.stringify(details)} ${error}`);
  };
  return { info: write, warn: write, error: write };
}
