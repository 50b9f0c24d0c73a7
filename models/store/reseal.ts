import { activeKeyOf, type KeyRing, keyOfEnvelope } from './encryption.ts';

/** What sealing anew came to: how many values were sealed anew, and how many were found that another key seals. */
export interface ResealTally {
  resealed: number;
  /** By the id of the key; those that were sealed anew count, too. */
  found: Map<string, number>;
}

export function createTally(): ResealTally {
  return { resealed: 0, found: new Map() };
}

/**
 * The same text sealed with the key that seals now; undefined where that has been done, where it is no envelope, or
 * where it cannot be opened, which leaves it as it is. What another key seals is counted.
 */
export function resealOld(
  keys: KeyRing,
  of: { envelope: string; context: string; tally: ResealTally },
): string | undefined {
  const { envelope, context, tally } = of;
  const key = keyOfEnvelope(envelope);
  if (key === undefined || key === activeKeyOf(keys)) return undefined;
  tally.found.set(key, (tally.found.get(key) ?? 0) + 1);
  try {
    return keys.seal(keys.open(envelope, context), context);
  } catch {
    // It stays counted, so that its key is not taken out.
    return undefined;
  }
}
