import type { Update } from 'grammy/types';
import type { Lanes } from '../../../handlers/lanes.ts';
import type { Log } from '../../../handlers/ports.ts';
import type { CallTelegram } from './client.ts';
import { TelegramFailure } from './failure.ts';
import type { PrepareTask } from './intake.ts';
import { ALLOWED_UPDATES } from './schema.ts';
import { backOffMs, type Timing } from './timing.ts';

export interface PollDependencies {
  call: CallTelegram;
  prepare: PrepareTask;
  lanes: Lanes;
  log: Log;
  timing: Pick<Timing, 'pause' | 'pollSeconds'>;
  /** Ends the polling. */
  ending: AbortSignal;
}

const MOST_UPDATES = 100;
/** So long a batch may keep others waiting; then what came meanwhile is fetched as well. */
const PATIENCE_MS = 250;
const LAST_WORD_MS = 1_500;
/** An update that fails so often while others do not would hold up everybody in the end. */
const MOST_TRIES = 20;

/** Updates as they were fetched: what is under way, and what is committed and may be confirmed. */
interface Window {
  /** As Telegram gave them; after a week of silence the ids may jump, also down. */
  order: number[];
  underWay: Map<number, Promise<void>>;
  committed: Set<number>;
  /** How many were committed so far. */
  progress: number;
  /** Everything below is confirmed by the next poll. */
  offset: number | undefined;
  confirmed: number | undefined;
}

/**
 * Polls until the end comes or Telegram refuses for good. An update is confirmed only when it and all before it
 * are committed; one that cannot be committed is tried again and holds up its own chat.
 */
export async function pollUpdates(dependencies: PollDependencies): Promise<void> {
  const { ending, timing, log } = dependencies;
  const window: Window = {
    order: [],
    underWay: new Map(),
    committed: new Set(),
    progress: 0,
    offset: undefined,
    confirmed: undefined,
  };
  let failed = 0;
  let isServed = true;
  while (!ending.aborted) {
    try {
      const updates = await fetchUpdates(dependencies, window);
      failed = 0;
      launch(updates, { dependencies, window });
      await settle(window, dependencies);
    } catch (error) {
      isServed = !isFinal(error);
      if (ending.aborted || !isServed) break;
      failed += 1;
      log.warn({ err: error, failed }, 'Updates could not be fetched');
      // After too many calls the next one waits by itself, exactly as long as Telegram asked.
      if (!isFlood(error)) await timing.pause(backOffMs(failed), ending);
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

/** Moves the offset up to the first update that is not committed. */
function advance(window: Window): number | undefined {
  const { order, committed } = window;
  const open = order.find((id) => !committed.has(id));
  const last = order.at(-1);
  if (open !== undefined) window.offset = open;
  else if (last !== undefined) window.offset = last + 1;
  return window.offset;
}

function launch(
  updates: readonly Update[],
  { dependencies, window }: { dependencies: PollDependencies; window: Window },
): void {
  window.order = updates.map((update) => update.update_id);
  window.committed = new Set(window.order.filter((id) => window.committed.has(id)));
  for (const update of updates) {
    const id = update.update_id;
    if (window.committed.has(id) || window.underWay.has(id)) continue;
    const done = commit(update, { dependencies, window }).then((isCommitted) => {
      window.underWay.delete(id);
      if (isCommitted) window.committed.add(id);
    });
    window.underWay.set(id, done);
  }
}

/** Waits until everything under way is committed, but not for long: other chats go on meanwhile. */
async function settle({ underWay }: Window, { ending, timing }: PollDependencies): Promise<void> {
  if (underWay.size === 0) return;
  const settled = new AbortController();
  const patience = timing.pause(PATIENCE_MS, AbortSignal.any([ending, settled.signal]));
  await Promise.race([Promise.all(underWay.values()), patience]);
  settled.abort();
}

/** Tries until it is committed; false if the end came first. */
function commit(
  update: Update,
  { dependencies, window }: { dependencies: PollDependencies; window: Window },
): Promise<boolean> {
  const { lanes, log, prepare, ending, timing } = dependencies;
  const { lane, work } = prepare(update);
  return lanes.run(lane, async () => {
    const before = window.progress;
    for (let tried = 1; !ending.aborted; tried += 1) {
      try {
        await work();
        window.progress += 1;
        return true;
      } catch (error) {
        const details = { err: error, update: update.update_id, tried };
        if (tried >= MOST_TRIES && window.progress > before) {
          log.error(details, 'An update cannot be committed while others can; it is passed over');
          return true;
        }
        log.warn(details, 'An update is not committed; it is tried again');
        await timing.pause(backOffMs(tried), ending);
      }
    }
    return false;
  });
}

/** Asking once more would only take the updates from whoever else polls. */
function isFinal(error: unknown): boolean {
  return error instanceof TelegramFailure && ['unauthorised', 'other-poller'].includes(error.kind);
}

function isFlood(error: unknown): boolean {
  return error instanceof TelegramFailure && error.kind === 'flood';
}

/** Confirms what is committed, so that the next process does not see it again. Of no consequence if it fails. */
async function confirmRest({ call, log }: PollDependencies, window: Window): Promise<void> {
  const offset = advance(window);
  if (offset === undefined || offset === window.confirmed) return;
  await call(
    'getUpdates',
    { offset, limit: 1, timeout: 0 },
    { tries: 1, signal: AbortSignal.timeout(LAST_WORD_MS) },
  ).catch((error: unknown) => log.warn({ err: error }, 'The last updates could not be confirmed'));
}
