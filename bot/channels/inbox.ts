import { createKeyedQueue } from '../../handlers/keyed-queue.ts';
import type { ChannelEvent, Log } from '../../handlers/ports.ts';
import type { FirstUpdate, InboxStore } from '../../models/chat/inbox.ts';
import { createRateLimiter, DEFAULT_RATE_LIMIT } from './rate-limiter.ts';

/**
 * What a person is told of updates that are not committed: they are kept and wait; they are not kept at all; or they
 * were kept, and their chat belongs to no member any more, so that they are recorded nowhere.
 */
export type InboxNotice = 'kept' | 'not-kept' | 'not-recorded';

/**
 * The way of every update of a channel: it is committed at once, or put into the inbox, where it waits sealed. What
 * comes later in the same chat waits behind it, and everybody else goes on.
 */
export interface Inbox {
  /**
   * Resolves once the update of the event may be acknowledged; rejects if it is neither committed nor kept. `raw` is what
   * the messenger sent, and has to survive as JSON. `commit` rejects if it failed and is safe to repeat, as updates have
   * a dedupe key; `more` says that further ones of the chat wait already.
   */
  take(
    event: Pick<ChannelEvent, 'chat' | 'update' | 'at'>,
    how: { raw: unknown; commit(more: boolean): Promise<void> },
  ): Promise<void>;
  /** Tries again what lies in the inbox, until the end; never rejects. */
  retryKept(): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface InboxDependencies {
  store: InboxStore;
  /**
   * Commits a raw update that lay in the inbox since it came, at `at`; whether it was taken as a member's. Rejects if
   * that failed.
   */
  commit(raw: unknown, when: { at: Date; more: boolean }): Promise<boolean>;
  /** Tells the person whose update it is; in the background. `raw` is undefined if it cannot be opened any more. */
  tell(notice: InboxNotice, update: { chat: string; raw: unknown }): void;
  now(): Date;
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts when nothing new is to be begun. */
  ending: AbortSignal;
  log: Log;
}

/** So many updates of one chat may wait in memory, as when a handful are passed on; more at one time are a flood. */
const MOST_WAITING = 20;
/** One update of each chat is taken up in this time: a flood is worked off while others have the machine. */
const TICK_MS = 200;
const MOST_AT_ONCE = 20;
/** Others of the channel wait no longer than this for one update. */
const COMMIT_WITHIN_MS = 10_000;
/** A process that died leaves the chats that it took to others after this time. */
const CLAIM_MS = 15_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
const LATE = Symbol('late');

interface Waiting {
  event: Parameters<Inbox['take']>[0];
  raw: unknown;
  commit(more: boolean): Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

/** Makes the way in for one channel. */
export function createInbox(dependencies: InboxDependencies): Inbox {
  const { store, log, now } = dependencies;
  const keyedQueue = createKeyedQueue();
  const isWithinLimit = createRateLimiter(DEFAULT_RATE_LIMIT);
  /** Per chat, in order, what is not committed or kept yet. */
  const queues = new Map<string, Waiting[]>();
  /** When chats had no room left, in milliseconds since 1970: until one more is taken up, nothing else fits. */
  const fullAt = new Map<string, number>();
  const isFull = (chat: string) => Math.abs(now().getTime() - (fullAt.get(chat) ?? 0)) < TICK_MS;

  /** Commits the first update of a chat; where that is not to be, keeps all that wait, so that none overtakes. */
  async function processNext(chat: string, queue: Waiting[]): Promise<void> {
    const [first] = queue;
    if (first === undefined) return;
    try {
      const isFlood = queue.length > MOST_WAITING || !isWithinLimit(chat) || isFull(chat);
      const mustWait = isFlood || (await store.hasUpdates(chat));
      const isCommitted = !mustWait && (await commitFirst(first, queue.length > 1));
      if (isCommitted) queue.shift()?.resolve();
      // What would be refused is neither sealed nor sent to the store: meanwhile others would wait.
      else if (isFull(chat)) for (const { resolve } of queue.splice(0)) resolve();
      else await keepAll(chat, { waiting: queue, afterMs: mustWait ? 0 : FIRST_WAIT_MS });
    } catch (error) {
      // Those that came meanwhile as well: delivered again, they come in order.
      for (const { reject } of queue.splice(0)) reject(error);
    }
    if (queue.length === 0) queues.delete(chat);
  }

  async function keepAll(chat: string, of: { waiting: Waiting[]; afterMs: number }): Promise<void> {
    if (await keep(dependencies, { chat, ...of })) fullAt.delete(chat);
    else fullAt.set(chat, now().getTime());
  }

  async function commitFirst({ event, commit }: Waiting, more: boolean): Promise<boolean> {
    try {
      await withinTime(commit(more), dependencies);
      return true;
    } catch (error) {
      log.warn({ err: error, update: event.update }, 'An update is not committed; it goes into the inbox');
      return false;
    }
  }

  return {
    take(event, how) {
      const { chat } = event;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const queue = queues.get(chat) ?? [];
      queues.set(chat, queue);
      queue.push({ event, ...how, resolve, reject });
      void keyedQueue.run(chat, () => processNext(chat, queue));
      return promise;
    },
    retryKept: () => retryKept(dependencies, keyedQueue.run),
    idle: keyedQueue.idle,
  };
}

/** Puts all that wait into the inbox and lets them be acknowledged; whether there was room for all. */
async function keep(
  { store, now, tell }: InboxDependencies,
  { chat, waiting, afterMs }: { chat: string; waiting: Waiting[]; afterMs: number },
): Promise<boolean> {
  const moment = now();
  const kept = [...waiting];
  const updates = kept.map(({ event: { update, at }, raw }) => ({
    id: update,
    json: JSON.stringify({ raw, at }),
  }));
  const dueAt = new Date(moment.getTime() + afterMs);
  const added = await store.add(chat, { updates, now: moment, dueAt });
  if (added.tell) tell('not-kept', { chat, raw: kept.at(-1)?.raw });
  for (const { resolve } of waiting.splice(0, kept.length)) resolve();
  return added.refused === 0;
}

async function retryKept(
  dependencies: InboxDependencies,
  runInOrder: (chat: string, work: () => Promise<boolean>) => Promise<boolean>,
): Promise<void> {
  const { store, now, pause, ending, log } = dependencies;
  const underWay = new Set<Promise<void>>();
  // What a process that ended had taken is not waited for.
  let isTakenUp = false;
  while (!ending.aborted) {
    try {
      if (!isTakenUp) await store.takeUpAgain();
      isTakenUp = true;
      const until = new Date(now().getTime() + CLAIM_MS);
      const most = MOST_AT_ONCE - underWay.size;
      const chats = most > 0 ? await store.claim({ now: now(), until, most }) : [];
      for (const chat of chats) {
        const done = retryChat(chat, { dependencies, runInOrder }).finally(() => underWay.delete(done));
        underWay.add(done);
      }
    } catch (error) {
      log.warn({ err: error }, 'The inbox cannot be read');
    }
    await pause(TICK_MS, ending);
  }
  await Promise.all(underWay);
}

/** Commits one update of a chat after another, until one fails or none is left. */
async function retryChat(
  chat: string,
  parts: {
    dependencies: InboxDependencies;
    runInOrder: (chat: string, work: () => Promise<boolean>) => Promise<boolean>;
  },
): Promise<void> {
  const { pause, ending, log } = parts.dependencies;
  const retryFirst = createRetryFirst(chat, parts.dependencies);
  try {
    while (!ending.aborted && (await parts.runInOrder(chat, retryFirst))) {
      await pause(TICK_MS, ending);
    }
  } catch (error) {
    log.warn({ err: error }, 'An update of the inbox could not be tried again');
  }
}

/** Commits the first update of a chat that lies in the inbox; whether the next one may be tried after it. */
function createRetryFirst(chat: string, dependencies: InboxDependencies): () => Promise<boolean> {
  const { store, commit, tell, now } = dependencies;
  let isTold = false;
  return async () => {
    const first = await store.first(chat);
    if (first === undefined) return false;
    const since = now();
    let raw: unknown;
    try {
      const kept = JSON.parse(first.open()) as { raw: unknown; at: string };
      raw = kept.raw;
      const committed = commit(raw, { at: new Date(kept.at), more: first.count > 1 });
      const isMembers = await withinTime(committed, dependencies);
      // Its person was told that it is kept, and has joined from another chat since.
      if (!isMembers && first.wasParked && !isTold) tell('not-recorded', { chat, raw });
      isTold ||= !isMembers;
    } catch (error) {
      await recordFailure(error, { chat, first, since, raw, dependencies });
      return false;
    }
    const dueAt = new Date(now().getTime() + CLAIM_MS);
    return (await store.remove(chat, { id: first.id, dueAt })) > 0;
  };
}

/** An update that fails waits longer each time; one that fails too often or too long is parked, and the person is told. */
async function recordFailure(
  error: unknown,
  failed: { chat: string; first: FirstUpdate; since: Date; raw: unknown; dependencies: InboxDependencies },
): Promise<void> {
  const { chat, first, since, raw, dependencies } = failed;
  const { store, now, tell, log } = dependencies;
  const { id, failed: times } = first;
  const details = { err: error, update: id, failed: times + 1 };
  log.warn(details, 'An update of the inbox is not committed; it is tried again');
  const dueAt = new Date(now().getTime() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** times));
  if (!(await store.fail(chat, { id, since, now: now(), dueAt }))) return;
  log.error(details, 'An update is parked; what follows in its chat waits behind it');
  tell('kept', { chat, raw });
}

/** Rejects if the work fails or takes too long; what is late may still commit, and is a duplicate the next time. */
async function withinTime<Result>(work: Promise<Result>, { pause }: InboxDependencies): Promise<Result> {
  const done = new AbortController();
  const late = pause(COMMIT_WITHIN_MS, done.signal).then(() => LATE);
  try {
    const result = await Promise.race([work, late]);
    if (result === LATE) throw new Error('It takes too long');
    return result as Result;
  } finally {
    // Without a reason one would be made each time, an error with its stack.
    done.abort(null);
    work.catch(() => undefined);
  }
}
