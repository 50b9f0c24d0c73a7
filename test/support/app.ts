import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { inject } from 'vitest';
import type { App, AppOptions } from '../../bot/compose/app.ts';
import { startApp } from '../../bot/compose/start-app.ts';
import { loadConfig } from '../../bot/settings/config.ts';
import { readKeyRing } from '../../bot/settings/encryption-keys.ts';
import { linkIdentity } from '../../models/chat/identity.ts';
import type { KeyRing } from '../../models/store/encryption.ts';

/** The whole app of one test, with stores of its own; stopping and starting it again keeps them. */
export interface TestApp {
  /** Start of its Redis keys. */
  prefix: string;
  redisUrl: string;
  mongodbUri: string;
  /** Where the running app listens. */
  url(): string;
  app(): App;
  /** `environment` adds to the settings that the app was made with. */
  start(environment?: NodeJS.ProcessEnv): Promise<void>;
  stop(): Promise<void>;
  restart(environment?: NodeJS.ProcessEnv): Promise<void>;
  /** Binds the user of a channel, the person's code if nothing else is said, to a person, as joining does. */
  link(channel: string, person: string, user?: string): Promise<void>;
  /** Every line that was logged. */
  log: string[];
  /** Stops the app and removes its files. */
  end(): Promise<void>;
}

/** Settings that differ from the defaults, the app's clock, channels beside the web chat, and a Redis of its own. */
interface TestAppOptions {
  redisUrl?: string;
  environment?: NodeJS.ProcessEnv;
  now?: () => Date;
  channels?: NonNullable<AppOptions['channels']>;
  /** Another process of the same app: it shares the stores of this one. */
  beside?: Pick<TestApp, 'prefix' | 'mongodbUri'>;
}

export function createTestApp(options: TestAppOptions = {}): TestApp {
  const id = randomUUID().slice(0, 8);
  const redisUrl = options.redisUrl ?? inject('redisUrl');
  const folder = mkdtempSync(join(tmpdir(), 'kiem-diem-app-'));
  const { prefix, mongodbUri } = options.beside ?? { prefix: `test-${id}:`, mongodbUri: databaseUri(id) };
  const log: string[] = [];
  let port = '0';
  let running: App | undefined;
  let keys: KeyRing | undefined;

  const start = async (environment: NodeJS.ProcessEnv = {}) => {
    const config = loadConfig({
      PORT: port,
      SERVICES_DIR: folder,
      NODE_ENV: 'test',
      ...options.environment,
      ...environment,
    });
    running = await startApp({
      config,
      redisUrl,
      mongodbUri,
      prefix,
      log: pino({ level: 'info' }, { write: (line: string) => void log.push(line) }),
      ...(options.now === undefined ? {} : { now: options.now }),
      ...(options.channels === undefined ? {} : { channels: options.channels }),
    });
    port = new URL(running.url).port;
    keys = readKeyRing(config);
  };
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  const app = () => {
    if (running === undefined) throw new Error('the app is not running');
    return running;
  };
  return {
    prefix,
    redisUrl,
    mongodbUri,
    url: () => app().url,
    app,
    start,
    stop,
    log,
    async restart(environment) {
      await stop();
      await start(environment);
    },
    async link(channel, person, user = person) {
      const link = { channel, user, chat: user, person, consent: null, now: new Date() };
      await linkIdentity({ database: app().database, keys: keys as KeyRing }, link);
    },
    async end() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** URI of a database that no other test uses. */
export function databaseUri(id: string): string {
  const uri = new URL(inject('mongodbUri'));
  uri.pathname = `/test_${id}`;
  return uri.href;
}
