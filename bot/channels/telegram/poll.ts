import type { Update } from 'grammy/types';
import type { Lanes } from '../../../handlers/lanes.ts';
import type { Log } from '../../../handlers/ports.ts';
import type { CallTelegram } from './client.ts';
import { TelegramFailure } from './failure.ts';
import type { PrepareTask } from './intake.ts';
import { ALLOWED_UPDATES } from './schema.ts';
import { backOffMs, type Timing } from './timing.ts';

export interface PollDependencies {
  /** With time enough for a long poll. */
  call: CallTelegram;
  prepare: PrepareTask;
  lanes: Lanes;
  log: Log;
  timing: Pick<Timing, 'pause' | 'pollSeconds'>;
  /** Ends the polling. */
  signal: AbortSignal;
}

const MOST_UPDATES = 100;
/** So long a batch may keep others waiting; then what came meanwhile is fetched as well. */
const PATIENCE_MS = 1_000;
const LAST_WORD_MS = 1_500;

/** Updates as they were fetched: what is under way, and what is committed and may be confirmed. */
interface Window {
  /** As Telegram gave them; after a week of silence the ids may jump, also down. */
  order: number[];
  underWay: Map<number, Promise<void>>;
  committed: Set<number>;
  /** Everything below is confirmed by the next poll. */
  offset: number | undefined;
  confirmed: number | undefined;
}

/**
 * Polls until the signal ends it or Telegram refuses for good. An update is confirmed only when it and all
 * before it are committed; one that cannot be committed is tried again, holds up its own chat, and never is
 * skipped.
 */
export async function pollUpdates(dependencies: PollDependencies): Promise<void> {
  const { signal, timing, log } = dependencies;
  const window: Window = {
    order: [],
    underWay: new Map(),
    committed: new Set(),
    offset: undefined,
    confirmed: undefined,
  };
  let failed = 0;
  while (!signal.aborted) {
    try {
      const updates = await fetchUpdates(dependencies, window);
      failed = 0;
      launch(updates, { dependencies, window });
      await settle(window, dependencies);
    } catch (error) {
      if (signal.aborted) break;
      if (isFinal(error)) return;
      failed += 1;
      log.warn({ err: error, failed }, 'Updates could not be fetched');
      // After too many calls the next one waits by itself, exactly as long as Telegram asked.
      if (!isFlood(error)) await timing.pause(backOffMs(failed), signal);
    }
  }
  await Promise.all(window.underWay.values());
  await confirmRest(dependencies, window);
}

async function fetchUpdates({ call, timing, signal }: PollDependencies, window: Window): Promise<Update[]> {
  const offset = advance(window);
  const updates = await call({
    method: 'getUpdates',
    tries: 1,
    mostWaitMs: Number.POSITIVE_INFINITY,
    signal,
    run: ({ raw, signal: ended }) =>
      raw.getUpdates(
        {
          ...(offset === undefined ? {} : { offset }),
          limit: MOST_UPDATES,
          timeout: window.underWay.size > 0 ? 0 : timing.pollSeconds,
          allowed_updates: ALLOWED_UPDATES,
        },
        ended,
      ),
  });
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
    const done = commit(update, dependencies).then((isCommitted) => {
      window.underWay.delete(id);
      if (isCommitted) window.committed.add(id);
    });
    window.underWay.set(id, done);
  }
}

/** Waits until everything under way is committed, but not for long: other chats go on meanwhile. */
async function settle({ underWay }: Window, { signal, timing }: PollDependencies): Promise<void> {
  if (underWay.size === 0) return;
  const settled = new AbortController();
  const patience = timing.pause(PATIENCE_MS, AbortSignal.any([signal, settled.signal]));
  await Promise.race([Promise.all(underWay.values()), patience]);
  settled.abort();
}

/** Tries until it is committed; false if the end came first. */
async function commit(update: Update, dependencies: PollDependencies): Promise<boolean> {
  const { lanes, log, prepare, signal, timing } = dependencies;
  const { lane, work } = prepare(update);
  return await lanes.run(lane, async () => {
    for (let tried = 1; !signal.aborted; tried += 1) {
      try {
        await work();
        return true;
      } catch (error) {
        log.warn({ err: error, update: update.update_id, tried }, 'An update is not committed; it is tried again');
        await timing.pause(backOffMs(tried), signal);
      }
    }
    return false;
  });
}

function isFinal(error: unknown): boolean {
  return error instanceof TelegramFailure && (error.kind === 'unauthorised' || error.kind === 'other-poller');
}

function isFlood(error: unknown): boolean {
  return error instanceof TelegramFailure && error.kind === 'flood';
}

/** Confirms what is committed, so that the next process does not see it again. Of no consequence if it fails. */
async function confirmRest({ call, log }: PollDependencies, window: Window): Promise<void> {
  const offset = advance(window);
  if (offset === undefined || offset === window.confirmed) return;
  await call({
    method: 'getUpdates',
    tries: 1,
    signal: AbortSignal.timeout(LAST_WORD_MS),
    run: ({ raw, signal }) => raw.getUpdates({ offset, limit: 1, timeout: 0 }, signal),
  }).catch((error: unknown) => log.warn({ err: error }, 'The last updates could not be confirmed'));
}
