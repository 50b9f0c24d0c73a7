import { heldUntil, msToWait } from '../../models/chat/held-entry.ts';
import type { SentCard } from '../../models/chat/outbox.ts';
import type { KeyedQueue } from '../keyed-queue.ts';
import type { OutboxItem } from '../talk/outbox-item.ts';
import { type DeliverEntryDependencies, deliverEntry, type Entry } from './deliver-entry.ts';
import { isRenewed } from './is-renewed.ts';

/**
 * Sends and does what a commit left in the outbox, and settles it: one delivery of a conversation after another, in
 * the order of the calls. `more` says that another call will follow soon: what there is to say is left to that one, or
 * said a moment later if none comes. Never rejects: the sweeper comes again.
 */
export type Deliver = (
  person: string,
  taken: { entries: readonly Entry[]; behind: boolean; more?: boolean },
) => Promise<void>;

export interface DeliverDependencies extends DeliverEntryDependencies {
  keyedQueue: KeyedQueue;
}

const HOLD_FOR_MS = 15_000;
/** Longer than the next update of a burst takes to be committed. */
const LEAVE_FOR_MS = 1_000;

/**
 * Makes what delivers. `extendClaims` keeps the sweeper away from conversations that were being sent in when it was called
 * last and still are; it is to be called every few seconds.
 */
export function createDeliver(dependencies: DeliverDependencies): {
  deliver: Deliver;
  extendClaims(): Promise<void>;
} {
  /** Per conversation, entries of deliveries that wait for their turn: the next of those takes them all. */
  const ahead = new Map<string, Entry[]>();
  /** Deliveries that are left to a later one. */
  const left = new Map<string, NodeJS.Timeout>();
  const holding = createHolding(dependencies);
  const wakeAfter = createWaking((person) => inTurn(person, () => deliver(person, true)));

  const inTurn = (person: string, work: () => Promise<void>) =>
    dependencies.keyedQueue.run(`deliver ${person}`, () => holding.during(person, work));

  async function deliver(person: string, behind: boolean): Promise<void> {
    const entries = ahead.get(person) ?? [];
    ahead.delete(person);
    if (entries.length === 0 && !behind) return;
    try {
      // What a lost conversation had to say is still to be said.
      const pending = behind ? await readWaiting(person) : null;
      let left = await deliverInOrder(dependencies, { person, entries: pending ?? entries });
      while (left > 0) left = await deliverRest(person);
    } catch (error) {
      dependencies.log.warn({ err: error, person }, 'A delivery is left to the sweeper');
    }
  }

  /** What can be sent now. For what is held this process comes again, whoever committed it. */
  async function readWaiting(person: string): Promise<Entry[] | null> {
    const pending = await readPending(dependencies, person);
    const later = new Set(ahead.get(person)?.map(({ id }) => id));
    const now = dependencies.now();
    const waits = pending?.map(({ id }) => msToWait(id, now)).filter((ms) => ms > 0) ?? [];
    if (waits.length > 0) wakeAfter(person, Math.min(...waits));
    return pending?.filter(({ id }) => !later.has(id) && msToWait(id, now) === 0) ?? null;
  }

  /** Other processes leave what they commit meanwhile to whoever is sending. */
  async function deliverRest(person: string): Promise<number> {
    const entries = (await readWaiting(person)) ?? [];
    return entries.length === 0 ? 0 : deliverInOrder(dependencies, { person, entries });
  }

  return {
    deliver(person, taken) {
      // What is held is read from the outbox when its moment has come, because it may be withdrawn until then.
      const entries = taken.entries.filter(({ id }) => heldUntil(id) === undefined);
      if (entries.length > 0) ahead.set(person, [...(ahead.get(person) ?? []), ...entries]);
      const behind = taken.behind || entries.length < taken.entries.length;
      const now = () => inTurn(person, () => deliver(person, behind));
      clearTimeout(left.get(person));
      left.delete(person);
      if (taken.more !== true || !entries.every(({ item }) => item.kind === 'message')) return now();
      const later = () => {
        left.delete(person);
        void now();
      };
      left.set(person, setTimeout(later, LEAVE_FOR_MS).unref());
      return Promise.resolve();
    },
    extendClaims: holding.extendClaims,
  };
}

/** Comes again for each conversation after the time that was asked for last. */
function createWaking(work: (person: string) => Promise<void>) {
  const timers = new Map<string, NodeJS.Timeout>();
  return (person: string, ms: number): void => {
    clearTimeout(timers.get(person));
    const wake = () => {
      timers.delete(person);
      void work(person);
    };
    timers.set(person, setTimeout(wake, ms).unref());
  };
}

function createHolding({ store, now }: DeliverDependencies) {
  const held = new Set<string>();
  let heldBefore = new Set<string>();

  async function extendClaims(): Promise<void> {
    const slow = [...held].filter((id) => heldBefore.has(id));
    heldBefore = new Set(held);
    await store.extendClaims(slow, new Date(now().getTime() + HOLD_FOR_MS));
  }

  async function during(id: string, work: () => Promise<void>): Promise<void> {
    held.add(id);
    try {
      await work();
    } finally {
      held.delete(id);
    }
  }

  return { extendClaims, during };
}

async function readPending(dependencies: DeliverDependencies, person: string): Promise<Entry[] | null> {
  const pending = await dependencies.store.waiting(person);
  return pending?.map(({ id, json }) => ({ id, item: JSON.parse(json) as OutboxItem })) ?? null;
}

/**
 * What fails stays in the outbox together with all that follows it, so that nothing overtakes. A card that the next one
 * renews is not sent; that one takes the place of what it was to replace. Returns how many are left for this process.
 */
async function deliverInOrder(
  dependencies: DeliverDependencies,
  of: { person: string; entries: readonly Entry[] },
): Promise<number> {
  const { person } = of;
  const done: string[] = [];
  const sent: SentCard[] = [];
  let left = 0;
  let isTakenOver = false;
  let renewed: Entry[] = [];
  try {
    for (const [index, entry] of of.entries.entries()) {
      renewed.push(entry);
      if (isRenewed(entry.item, of.entries[index + 1]?.item)) continue;
      const item = inPlaceOf(renewed[0]?.item, entry.item);
      const delivered = await deliverEntry(dependencies, { person, entry: { ...entry, item }, sent });
      if (delivered === 'taken-over') {
        isTakenOver = true;
        break;
      }
      if (delivered !== undefined) sent.push(delivered);
      done.push(...renewed.map(({ id }) => id));
      renewed = [];
    }
  } finally {
    if (done.length > 0) left = await dependencies.store.complete(person, { entries: done, sent });
  }
  if (!isTakenOver) return left;
  dependencies.log.warn({ person }, 'Another process has taken a delivery over');
  return 0;
}

function inPlaceOf(first: OutboxItem | undefined, last: OutboxItem): OutboxItem {
  return first?.kind === 'message' && last.kind === 'message' ? { ...last, replaces: first.replaces } : last;
}
