/** One update, written out once. */
export interface QueuedUpdate {
  id: number;
  json: string;
  /** Updates of one sequence are pushed one after another. */
  sequence: string;
  /** Second at which it is dropped. */
  expires: number;
}

/** Updates in the order they came, until they are confirmed or expire. */
export interface KeptUpdates {
  keep(update: QueuedUpdate): void;
  /** Drops everything before an id. */
  dropBefore(id: number): void;
  drop(id: number): void;
  /** The oldest that have not expired, at most so many. */
  oldest(most: number): QueuedUpdate[];
  has(id: number): boolean;
  isEmpty(): boolean;
}

export function createKeptUpdates(now: () => number): KeptUpdates {
  const kept = new Map<number, QueuedUpdate>();
  return {
    keep: (update) => void kept.set(update.id, update),
    dropBefore(first) {
      for (const id of kept.keys()) {
        if (id >= first) break;
        kept.delete(id);
      }
    },
    drop: (id) => void kept.delete(id),
    oldest(most) {
      const at = now();
      const found: QueuedUpdate[] = [];
      for (const update of kept.values()) {
        if (found.length >= most) break;
        if (update.expires <= at) kept.delete(update.id);
        else found.push(update);
      }
      return found;
    },
    has: (id) => kept.has(id),
    isEmpty: () => kept.size === 0,
  };
}
