import { randomInt } from 'node:crypto';
import { badRequest } from './api-error.ts';
import { createAwaitUpdates } from './await-updates.ts';
import { createKeptUpdates, type QueuedUpdate } from './kept-updates.ts';

/** Updates of a day are kept, those of a press for as long as it can be answered. */
const DAY = 86_400;
const WEEK = 7 * DAY;
const MOST_UPDATES = 100;
const LONGEST_POLL = 50;
const HIGHEST_ID = 1_000_000_000;
/** An offset so far ahead is that of ids before the last random jump. */
const FUTURE = 10;
/** Kinds that are delivered only to who asks for them. */
const ONLY_ON_REQUEST = ['chat_member', 'message_reaction', 'message_reaction_count'];

/** What one `getUpdates` asks for. */
export interface PollRequest {
  offset?: number;
  limit?: number;
  timeout?: number;
  allowed_updates?: string[];
}

/** The updates that wait for the bot, with the rules of `getUpdates`. */
export interface UpdateQueue {
  /** Adds an update of a kind; nothing if the bot did not ask for that kind. */
  add(kind: string, body: object, how: { sequence: string; keepSeconds?: number }): QueuedUpdate | undefined;
  /** Delivers an update once more, as Telegram does when it is unsure: not before it was delivered and taken. */
  repeat(update: QueuedUpdate): void;
  /** Answers `getUpdates` with a JSON array. `gone` aborts when the caller hung up. */
  poll(request: PollRequest, gone: AbortSignal): Promise<string>;
  allow(kinds: string[] | undefined): void;
  allowed(): string[] | undefined;
  /** What waits and has not expired, oldest first. */
  waiting(): QueuedUpdate[];
  remove(id: number): void;
  clear(): void;
  /** Goes on with lower ids, as may happen after a week of silence. */
  jumpBack(): void;
  /** Called with each update that is added. */
  onAdd(listen: (update: QueuedUpdate) => void): void;
  close(): void;
}

/** `changed` is called when something was confirmed. */
export function createUpdateQueue(options: { now(): number; changed(): void }): UpdateQueue {
  const { now, changed } = options;
  const pending = createKeptUpdates(now);
  const again: QueuedUpdate[] = [];
  const repeats = createRepeats(pending.has);
  let nextId = randomInt(HIGHEST_ID);
  let lastAt = now();
  const kinds = createKinds();
  const waiting = () => pending.oldest(Number.POSITIVE_INFINITY);
  const polls = createAwaitUpdates();
  let listener: (update: QueuedUpdate) => void = () => undefined;

  function add(kind: string, body: object, how: { sequence: string; keepSeconds?: number }) {
    if (!kinds.wanted(kind)) return undefined;
    const at = now();
    if (at - lastAt >= WEEK) nextId = randomInt(HIGHEST_ID);
    lastAt = at;
    const id = nextId;
    nextId += 1;
    const json = JSON.stringify({ update_id: id, [kind]: body });
    const update = { id, json, sequence: how.sequence, expires: at + (how.keepSeconds ?? DAY) };
    pending.keep(update);
    polls.wake();
    listener(update);
    return update;
  }

  function confirm(offset: number): void {
    if (offset > nextId + FUTURE) return;
    pending.dropBefore(offset);
    repeat();
    changed();
  }

  /** These too; now those of all that do not wait any longer. */
  function repeat(...updates: readonly QueuedUpdate[]): void {
    const taken = repeats.due(updates);
    again.push(...taken);
    if (taken.length > 0) polls.wake();
    for (const update of taken) listener(update);
  }

  function read(limit: number): string {
    const found = again.splice(0, limit);
    return `[${[...found, ...pending.oldest(limit - found.length)].map(({ json }) => json).join()}]`;
  }

  function poll(request: PollRequest, gone: AbortSignal): Promise<string> {
    const { offset = 0, limit = MOST_UPDATES, timeout = 0, allowed_updates } = request;
    polls.refuse();
    if (limit < 1 || limit > MOST_UPDATES) throw badRequest('wrong limit');
    kinds.allow(allowed_updates);
    if (offset > 0) confirm(offset);
    if (offset < 0) for (const { id } of waiting().slice(0, offset)) pending.drop(id);
    if (!pending.isEmpty() || again.length > 0 || timeout <= 0) return Promise.resolve(read(limit));
    return polls.wait({ seconds: Math.min(timeout, LONGEST_POLL), gone, read: () => read(limit) });
  }

  return {
    add,
    poll,
    waiting,
    repeat,
    allow: kinds.allow,
    allowed: kinds.allowed,
    remove(id) {
      pending.drop(id);
      repeat();
      changed();
    },
    clear: () => pending.dropBefore(Number.POSITIVE_INFINITY),
    jumpBack() {
      nextId = randomInt(nextId);
    },
    onAdd(listen) {
      listener = listen;
    },
    close: polls.wake,
  };
}

/** Updates to be delivered once more when they do not wait any longer. */
function createRepeats(isWaiting: (id: number) => boolean) {
  let later: QueuedUpdate[] = [];
  return {
    /** With these, those that are due now; they are told once. */
    due(added: readonly QueuedUpdate[]): QueuedUpdate[] {
      const all = [...later, ...added];
      later = all.filter(({ id }) => isWaiting(id));
      return all.filter(({ id }) => !isWaiting(id));
    },
  };
}

/** The kinds of update that the bot wants: what it said last, or all but some. */
function createKinds() {
  let kinds: string[] | undefined;
  return {
    allow(list: string[] | undefined) {
      if (list !== undefined) kinds = list.length === 0 ? undefined : list;
    },
    allowed: () => kinds,
    wanted: (kind: string) => (kinds === undefined ? !ONLY_ON_REQUEST.includes(kind) : kinds.includes(kind)),
  };
}
