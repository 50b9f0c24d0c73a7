/** Conversations are spread over this many hash slots; what belongs to one lies in one slot of a cluster. */
export const SHARDS = 16;

/** Names of everything that Redis holds of one conversation. */
export function conversationKeys(prefix: string, id: string) {
  const slot = `${prefix}{${shardOf(id)}}`;
  return {
    conversation: `${shardKeys(prefix, shardOf(id)).conversationStart}${id}`,
    outbox: `${slot}:outbox:${id}`,
    flowStart: `${slot}:flow:${id}:`,
    seen: (update: string) => `${slot}:seen:${id}:${update}`,
    flow: (key: string) => `${slot}:flow:${id}:${key}`,
    texts: (key: string) => `${slot}:texts:${id}:${key}`,
    changed: (key: string) => `${slot}:changed:${id}:${key}`,
    ...shardKeys(prefix, shardOf(id)),
  };
}

/**
 * Names of the indices of a shard: when outboxes are due and, of those that were swept, since when they were; drafts
 * that changed; who is online.
 */
export function shardKeys(prefix: string, shard: number) {
  const slot = `${prefix}{${shard}}`;
  return {
    conversationStart: `${slot}:conversation:`,
    due: `${slot}:due`,
    overdue: `${slot}:overdue`,
    changedIndex: `${slot}:changed`,
    onlineIndex: `${slot}:online`,
  };
}

function shardOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}
