import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type Rig, say, startRig } from './rig.ts';
import { readStream } from './stream-reader.ts';

let rig: Rig;

beforeEach(async () => {
  rig = await startRig(inject('redisUrl'));
});

afterEach(() => rig.close());

const streamOf = (code: string) => `${rig.url}/api/chats/${code}/stream`;

describe('an event', () => {
  test('reaches the bot as it was written, and is acknowledged with its toast', async () => {
    const update = randomUUID();
    const text = '  Tự đánh giá 👩‍👩‍👧\r\n\tế '.normalize('NFD');
    rig.bot.onEvent = async () => ({ toast: 'Đã lưu' });

    const response = await rig.post('DV001', { update, type: 'text', text });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'committed', toast: 'Đã lưu' });
    expect(rig.bot.events).toMatchObject([
      { channel: 'web', update, user: 'DV001', chat: 'DV001', input: { type: 'text', text } },
    ]);
  });

  test.each([
    { type: 'press', handle: 'Ab-_9' },
    { type: 'command', name: 'start' },
  ])('of type $type reaches the bot', async (input) => {
    await rig.post('DV001', { update: randomUUID(), ...input });

    expect(rig.bot.events[0]?.input).toEqual(input);
  });

  test('is decoded from what the page posts, and from nothing else', () => {
    const event = { update: randomUUID(), type: 'text', text: 'Một' };

    expect(rig.channel.decode({ chat: 'DV001', event })).toMatchObject({
      chat: 'DV001',
      update: event.update,
    });
    expect(rig.channel.decode({ chat: 'DV 1', event })).toBeUndefined();
    expect(rig.channel.decode({ chat: 'DV001', event: { ...event, extra: 1 } })).toBeUndefined();
    expect(rig.channel.decode(undefined)).toBeUndefined();
  });

  test('that is not committed is answered with 503; the same update later counts and shows once', async () => {
    const body = { update: randomUUID(), type: 'text', text: 'Một' };
    const accept = rig.bot.onEvent;
    rig.bot.onEvent = () => Promise.reject(new Error('Redis is away'));
    const refused = await rig.post('DV001', body);
    rig.bot.onEvent = accept;

    const statuses = [];
    for (let delivery = 0; delivery < 3; delivery += 1) {
      const receipt = (await (await rig.post('DV001', body)).json()) as { status: string };
      statuses.push(receipt.status);
    }
    const stream = await readStream(streamOf('DV001'));
    await expect.poll(() => stream.events.at(-1)?.event).toBe('live');

    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(statuses).toEqual(['committed', 'duplicate', 'duplicate']);
    expect(rig.bot.events).toHaveLength(1);
    expect(stream.entries()).toMatchObject([{ type: 'own', text: 'Một' }]);
  });

  test('of an unknown person is refused and links nobody', async () => {
    const response = await rig.post('DV999', { update: randomUUID(), type: 'text', text: 'Một' });

    expect(response.status).toBe(404);
    expect(rig.bot.deliveries).toEqual([]);
  });

  test('beyond the limit of its chat is refused for now, and other chats go on', async () => {
    const slow = await startRig(inject('redisUrl'), { rateLimit: { burst: 2, perSecond: 0.001 } });
    const statuses = [];
    for (const code of ['DV001', 'DV001', 'DV001', 'DV002']) {
      statuses.push((await slow.post(code, { update: randomUUID(), type: 'text', text: 'Một' })).status);
    }
    await slow.close();

    expect(statuses).toEqual([200, 200, 429, 200]);
  });
});

describe('the live stream', () => {
  test('shows own words before the reply to them', async () => {
    rig.bot.reply = async () => {
      await rig.channel.send('DV001', { message: say('Đã lưu') });
    };
    await rig.post('DV001', { update: randomUUID(), type: 'text', text: 'Một' });

    const stream = await readStream(streamOf('DV001'));
    await expect.poll(() => stream.events.length).toBe(3);

    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.entries()).toMatchObject([
      { type: 'own', text: 'Một' },
      { type: 'message', message: say('Đã lưu') },
    ]);
  });

  test('goes on after the last entry when the app comes back: nothing missing, nothing twice', async () => {
    await rig.channel.send('DV001', { message: say('1') });
    const before = await readStream(streamOf('DV001'));
    await expect.poll(() => before.events.at(-1)?.event).toBe('live');
    await rig.channel.send('DV001', { message: say('2') });
    await expect.poll(() => before.entries().length).toBe(2);
    const lastId = before.events.at(-1)?.id ?? '';
    await rig.down();
    await expect.poll(() => before.isEnded()).toBe(true);
    await rig.up();
    await rig.channel.send('DV001', { message: say('3') });

    const after = await readStream(streamOf('DV001'), { 'last-event-id': lastId });
    await expect.poll(() => after.events.at(-1)?.event).toBe('live');
    await rig.channel.send('DV001', { message: say('4') });
    await expect.poll(() => after.entries().length).toBe(2);

    expect(after.entries()).toMatchObject([{ message: say('3') }, { message: say('4') }]);
  });

  test('brings hundreds of entries in their order to readers that come in between', async () => {
    const numbers = Array.from({ length: 250 }, (_none, index) => String(index));
    const early = await readStream(streamOf('DV001'));
    const sending = (async () => {
      for (const number of numbers) await rig.channel.send('DV001', { message: say(number) });
    })();
    await expect.poll(() => early.entries().length).toBeGreaterThan(10);
    const late = await readStream(streamOf('DV001'));
    await sending;
    await rig.channel.send('DV002', { message: say('another chat') });
    await expect.poll(() => early.entries().length).toBe(250);
    await expect.poll(() => late.entries().length).toBe(250);

    const texts = [early, late].map((reader) =>
      reader.entries().map((entry) => (entry.message as ReturnType<typeof say>).blocks[0]?.text),
    );
    expect(texts).toEqual([numbers, numbers]);
  });

  test('says that the log is another one when it is gone', async () => {
    await rig.channel.send('DV001', { message: say('new') });

    const stream = await readStream(`${streamOf('DV001')}?after=99999999999999-0`);
    await expect.poll(() => stream.events.map(({ event }) => event)).toEqual(['reset', 'message', 'live']);
  });

  test.each(['rubbish', '-', '1', '1-1; DEL'])('begins at the beginning after the id %o', async (id) => {
    await rig.channel.send('DV001', { message: say('1') });

    const stream = await readStream(`${streamOf('DV001')}?after=${encodeURIComponent(id)}`);
    await expect.poll(() => stream.entries().length).toBe(1);
  });

  test('is refused for an unknown person', async () => {
    expect((await fetch(streamOf('DV999'))).status).toBe(404);
  });
});

describe('a message', () => {
  test('replaces an earlier one of its chat and keeps its id', async () => {
    const id = await rig.channel.send('DV001', { message: say('1') });
    const edited = await rig.channel.send('DV001', { message: say('2'), replaces: id });
    await rig.channel.send('DV002', { message: say('3'), replaces: id });

    const stream = await readStream(streamOf('DV001'));
    const elsewhere = await readStream(streamOf('DV002'));
    await expect.poll(() => stream.entries().length).toBe(2);
    await expect.poll(() => elsewhere.entries().length).toBe(1);

    expect(edited).toBe(id);
    // Each chat counts for itself, so that the ids of two may be the same.
    expect(elsewhere.entries()[0]).toMatchObject({ message: say('3') });
    expect(elsewhere.entries()[0]).not.toHaveProperty('replaces');
    expect(stream.entries()[1]).toMatchObject({ message: say('2'), replaces: id });
  });

  test('is new if what it replaces is unknown', async () => {
    const id = await rig.channel.send('DV001', { message: say('1'), replaces: '1-1' });

    expect(await rig.channel.send('DV001', { message: say('2'), replaces: id })).toBe(id);
  });

  test('is sealed at rest, and so are the person’s own words', async () => {
    rig.bot.reply = async () => {
      await rig.channel.send('DV001', { message: say('Bí mật của bot') });
    };
    await rig.post('DV001', { update: randomUUID(), type: 'text', text: 'Bí mật của tôi' });

    const readLog = () => rig.redis.xrange(`${rig.prefix}web:{DV001}:log`, '-', '+');
    await expect.poll(async () => (await readLog()).length).toBe(2);
    const log = await readLog();

    expect(await rig.redis.keys(`${rig.prefix}*`)).toHaveLength(2);
    for (const [, fields] of log) expect(fields[1]).toMatch(/^v1\.k1\.[\w-]+\.[\w-]+$/);
  });

  test('that cannot be opened any more does not hide the others', async () => {
    await rig.channel.send('DV001', { message: say('1') });
    await rig.redis.xadd(`${rig.prefix}web:{DV001}:log`, '*', 'e', 'v1.lost.AAAA.AAAA');
    await rig.channel.send('DV001', { message: say('2') });

    const stream = await readStream(streamOf('DV001'));
    await expect.poll(() => stream.events.at(-1)?.event).toBe('live');

    expect(stream.entries()).toMatchObject([{ message: say('1') }, { message: say('2') }]);
  });
});

describe('the end', () => {
  test('closes every stream and waits for what is being committed', async () => {
    let commit = () => {};
    const stream = await readStream(streamOf('DV001'));
    rig.bot.onEvent = () =>
      new Promise((resolve) => {
        commit = () => resolve(undefined);
      });
    const posting = rig.post('DV001', { update: randomUUID(), type: 'text', text: 'Một' });
    await expect.poll(() => rig.bot.deliveries.length).toBe(1);
    const stopping = rig.channel.stop();
    await expect.poll(() => stream.isEnded()).toBe(true);

    const late = await rig.post('DV001', { update: randomUUID(), type: 'text', text: 'Hai' });
    const reopened = await fetch(streamOf('DV001'));
    commit();
    await stopping;

    expect((await posting).status).toBe(200);
    expect(late.status).toBe(503);
    expect(reopened.status).toBe(503);
    expect(rig.bot.events).toHaveLength(1);
  });
});
