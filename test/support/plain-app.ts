import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { type Chat, openPlainChat } from '../contracts/chat.ts';
import { createTestApp, type TestApp } from './app.ts';
import { createPlainChannel, type PlainChannel } from './plain-channel.ts';

/** The whole app on a channel without buttons, and a connection of the test's own to its Redis. */
interface PlainApp {
  channel: PlainChannel;
  testApp: TestApp;
  redis: Redis;
  /** A person at the first question of their review. */
  begin(person: string): Promise<Chat>;
}

/** A new app for each test of a file; `prepare` runs before it is made. Call it at the top of the file. */
export function plainAppForEach(
  prepare: () => Promise<{ redisUrl: string }> | { now?: () => Date } = () => ({}),
): PlainApp {
  const plain = {} as PlainApp;
  beforeEach(async () => {
    const { now = () => new Date(), ...rest }: { now?: () => Date; redisUrl?: string } = await prepare();
    const environment = { ENCRYPTION_KEYS: CONTRACT_KEYS };
    plain.channel = createPlainChannel(now);
    plain.testApp = createTestApp({ ...rest, now, environment, channels: () => [plain.channel] });
    plain.redis = new Redis(plain.testApp.redisUrl);
    await plain.testApp.start();
  }, 60_000);
  afterEach(async () => {
    await plain.testApp.end();
    plain.redis.disconnect();
  }, 30_000);
  plain.begin = async (person) => {
    await plain.testApp.link('plain', person);
    const chat = openPlainChat(() => plain.channel, person);
    await chat.write('menu');
    await chat.press('Bắt đầu');
    return chat;
  };
  return plain;
}

/** One app for all tests of a file, where nobody is asked anything yet. Call it at the top of the file. */
export function plainAppForAll(): Pick<PlainApp, 'channel' | 'testApp'> & {
  /** A person whose chat is linked. */
  open(person: string): Promise<Chat>;
} {
  const channel = createPlainChannel(() => new Date());
  const environment = { ENCRYPTION_KEYS: CONTRACT_KEYS };
  const testApp = createTestApp({ environment, channels: () => [channel] });
  beforeAll(() => testApp.start(), 120_000);
  afterAll(() => testApp.end(), 60_000);
  return {
    ...{ channel, testApp },
    async open(person) {
      await testApp.link('plain', person);
      return openPlainChat(() => channel, person);
    },
  };
}
