import { expect, test } from 'vitest';
import { type PollDependencies, pollUpdates } from '../../../../bot/channels/telegram/poll.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Polls a Telegram that gives these ids, one batch after another; the offsets that it was asked with. */
async function offsetsOf(batches: readonly number[][], isTaken: (id: number) => boolean): Promise<number[]> {
  const end = new AbortController();
  const offsets: number[] = [];
  const left = [...batches];
  const never = Promise.withResolvers<void>();
  const call = async (_method: string, { offset }: { offset?: number }) => {
    if (offset !== undefined) offsets.push(offset);
    const ids = left.shift() ?? [];
    if (left.length === 0) end.abort();
    return ids.map((update_id) => ({ update_id }));
  };
  const polling = pollUpdates({
    call: call as unknown as PollDependencies['call'],
    take: ({ update_id: id }: { update_id: number }) => (isTaken(id) ? Promise.resolve() : never.promise),
    timing: { pollSeconds: 1, pause: () => new Promise((resolve) => setImmediate(resolve)) },
    ending: end.signal,
    log,
  } as unknown as PollDependencies);
  await new Promise((resolve) => end.signal.addEventListener('abort', resolve));
  never.reject(new Error('the end'));
  await polling;
  return offsets;
}

test('nothing that is not taken is confirmed, also where an update is delivered again before others', async () => {
  const asked = await offsetsOf([[300, 101, 102, 103], [102, 103, 104], []], (id) => id === 101);
  expect(Math.max(...asked)).toBeLessThanOrEqual(102);
});

test('nor where a whole batch is delivered again before others that have not come yet, and all of it is taken', async () => {
  const asked = await offsetsOf([[100], [301, 300], [101, 102, 300, 301], []], (id) => id !== 102);
  expect(asked).toEqual([101, 101, 102]);
});

test('what is taken is confirmed, up to the first that is not', async () => {
  const asked = await offsetsOf([[101, 102, 103], [103], []], (id) => id !== 103);
  expect(asked.at(-1)).toBe(103);
});
