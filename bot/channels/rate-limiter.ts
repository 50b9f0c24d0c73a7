/** How fast one chat may send: `burst` at once, then `perSecond`. */
export interface RateLimit {
  burst: number;
  perSecond: number;
}

/** Faster than any person, and than a queue that catches up after hours without connection. */
export const DEFAULT_RATE_LIMIT: RateLimit = { burst: 100, perSecond: 20 };

/** Says for each event of a chat whether it is within the limit; every chat has a bucket of its own. */
export function createRateLimiter(limit: RateLimit): (chat: string) => boolean {
  const buckets = new Map<string, { left: number; at: number }>();
  return (chat) => {
    // The clock that only runs forward: this is about the speed of a machine, not about the date.
    const now = performance.now();
    const bucket = buckets.get(chat) ?? { left: limit.burst, at: now };
    const refilled = bucket.left + ((now - bucket.at) / 1_000) * limit.perSecond;
    const left = Math.min(limit.burst, refilled) - 1;
    buckets.set(chat, { left: Math.max(0, left), at: now });
    return left >= 0;
  };
}
