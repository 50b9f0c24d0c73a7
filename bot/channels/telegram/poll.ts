import type { Update } from 'grammy/types';
import type { Log } from '../../../handlers/ports.ts';
import type { CallTelegram } from './client.ts';
import { TelegramFailure } from './failure.ts';
import { ALLOWED_UPDATES } from './schema.ts';
import { backOffMs, type Timing } from './timing.ts';
import type { HandleUpdate } from './update-handler.ts';

export interface PollDependencies {
  call: CallTelegram;
  take: HandleUpdate;
  log: Log;
  timing: Pick<Timing, 'pause' | 'pollSeconds'>;
  /** Ends the polling. */
  ending: AbortSignal;
}

const MOST_UPDATES = 100;
/** So long a batch may keep others waiting; then what came meanwhile is fetched as well. */
const PATIENCE_MS = 250;
const LAST_WORD_MS = 1_500;
/** Updates that could be neither committed nor kept are fetched again after this time at most. */
const LONGEST_WAIT_MS = 5_000;
/** A server that says at once that there is nothing, although asked to wait for something, is asked again so much later. */
const HASTY_PAUSE_MS = 1_000;

/** Updates as they were fetched: what is under way, and what is committed or kept and may be confirmed. */
interface Window {
  /** As Telegram gave them; after a week of silence the ids may jump, also down. */
  order: number[];
  underWay: Map<number, Promise<void>>;
  taken: Set<number>;
  /** Some were neither committed nor kept since the last poll. */
  isRefused: boolean;
  /** Everything below is confirmed by the next poll. */
  offset: number | undefined;
  confirmed: number | undefined;
}

/**
 * Polls until the end comes or Telegram refuses for good. An update is confirmed only when it and all before it
 * are committed or lie in the inbox. What is neither, as while Redis is away, is fetched again in its order.
 */
export async function pollUpdates(dependencies: PollDependencies): Promise<void> {
  const { ending, timing, log } = dependencies;
  const window: Window = {
    order: [],
    underWay: new Map(),
    taken: new Set(),
    isRefused: false,
    offset: undefined,
    confirmed: undefined,
  };
  let failed = 0;
  let isServed = true;
  while (!ending.aborted) {
    try {
      const isIdle = window.underWay.size === 0;
      const asked = performance.now();
      const updates = await fetchUpdates(dependencies, window);
      const isNew = startTaking(updates, { dependencies, window });
      // The clock that only runs forward: this is about a server that does not hold its answer, not about the date.
      const isHasty = performance.now() - asked < HASTY_PAUSE_MS;
      if (isIdle && isHasty && !isNew) await timing.pause(HASTY_PAUSE_MS, ending);
      await waitForTaken(window, dependencies);
      failed = window.isRefused ? failed + 1 : 0;
      window.isRefused = false;
      if (failed > 0) await timing.pause(Math.min(LONGEST_WAIT_MS, backOffMs(failed)), ending);
    } catch (error) {
      isServed = !isFinal(error);
      if (ending.aborted || !isServed) break;
      failed += 1;
      log.warn({ err: error, failed }, 'Updates could not be fetched');
      // After too many calls the next one waits by itself, exactly as long as Telegram asked.
      if (!isRateLimited(error)) await timing.pause(backOffMs(failed), ending);
    }
  }
  await Promise.all(window.underWay.values());
  if (isServed) await confirmRest(dependencies, window);
}

async function fetchUpdates({ call, timing, ending }: PollDependencies, window: Window): Promise<Update[]> {
  const offset = advance(window);
  const updates = await call(
    'getUpdates',
    {
      ...(offset === undefined ? {} : { offset }),
      limit: MOST_UPDATES,
      timeout: window.underWay.size > 0 ? 0 : timing.pollSeconds,
      allowed_updates: ALLOWED_UPDATES,
    },
    { tries: 1, mostWaitMs: Number.POSITIVE_INFINITY, signal: ending },
  );
  window.confirmed = offset;
  return updates;
}

/**
 * Moves the offset up to the first update that is neither committed nor kept. A batch that is not in the order of its
 * ids moves nothing: where one is delivered again before its turn, others with lower ids may not have come yet.
 */
function advance(window: Window): number | undefined {
  const { order, taken } = window;
  const isInTurn = order.every((id, index) => index === 0 || id > (order[index - 1] as number));
  if (!isInTurn) return window.offset;
  const open = order.find((id) => !taken.has(id));
  const last = order.at(-1);
  if (open !== undefined) window.offset = open;
  else if (last !== undefined) window.offset = last + 1;
  return window.offset;
}

function startTaking(
  updates: readonly Update[],
  { dependencies, window }: { dependencies: PollDependencies; window: Window },
): boolean {
  window.order = updates.map((update) => update.update_id);
  window.taken = new Set(window.order.filter((id) => window.taken.has(id)));
  const fresh = updates.filter(({ update_id: id }) => !window.taken.has(id) && !window.underWay.has(id));
  for (const update of fresh) {
    const id = update.update_id;
    const done = dependencies
      .take(update)
      .then(() => void window.taken.add(id))
      .catch((error: unknown) => {
        window.isRefused = true;
        const details = { err: error, update: id };
        dependencies.log.warn(details, 'An update is neither committed nor kept; it is fetched again');
      })
      .finally(() => window.underWay.delete(id));
    window.underWay.set(id, done);
  }
  return fresh.length > 0;
}

/** Waits until everything under way is taken, but not for long: other chats go on meanwhile. */
async function waitForTaken({ underWay }: Window, { ending, timing }: PollDependencies): Promise<void> {
  if (underWay.size === 0) return;
  const finished = new AbortController();
  const patience = timing.pause(PATIENCE_MS, AbortSignal.any([ending, finished.signal]));
  await Promise.race([Promise.all(underWay.values()), patience]);
  finished.abort(null);
}

/** Asking once more would only take the updates from another process that polls. */
function isFinal(error: unknown): boolean {
  return error instanceof TelegramFailure && ['unauthorised', 'other-poller'].includes(error.kind);
}

function isRateLimited(error: unknown): boolean {
  return error instanceof TelegramFailure && error.kind === 'rate-limited';
}

/** Confirms what is taken, so that the next process does not see it again. Of no consequence if it fails. */
async function confirmRest({ call, log }: PollDependencies, window: Window): Promise<void> {
  const offset = advance(window);
  if (offset === undefined || offset === window.confirmed) return;
  await call(
    'getUpdates',
    { offset, limit: 1, timeout: 0 },
    { tries: 1, signal: AbortSignal.timeout(LAST_WORD_MS) },
  ).catch((error: unknown) => log.warn({ err: error }, 'The last updates could not be confirmed'));
}
