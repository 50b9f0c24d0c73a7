/** Conversations are spread over this many hash slots; what belongs to one person lies in one slot of a cluster. */
export const SHARDS = 16;

/** Names of everything that Redis holds of the conversation with one person. */
export function conversationKeys(prefix: string, person: string) {
  const shard = shardOf(person);
  const slot = slotOf(prefix, shard);
  return {
    conversation: `${shardKeys(prefix, shard).conversationStart}${person}`,
    outbox: `${slot}:outbox:${person}`,
    /** Commands without an outcome, by their ids. */
    pending: `${slot}:pending:${person}`,
    /** Ids of the person's drafts by their identities. */
    drafts: `${slot}:drafts:${person}`,
    seen: (update: string) => `${slot}:seen:${person}:${update}`,
    draftStart: `${slot}:draft:${person}:`,
    draft: (id: string) => `${slot}:draft:${person}:${id}`,
    texts: (id: string) => `${slot}:texts:${person}:${id}`,
    changed: (id: string) => `${slot}:changed:${person}:${id}`,
    ...shardKeys(prefix, shard),
  };
}

/**
 * Names of the indices of a shard: when outboxes are due and, of those that were swept, since when they were; drafts
 * and conversations that changed; who is online.
 */
export function shardKeys(prefix: string, shard: number) {
  const slot = slotOf(prefix, shard);
  return {
    conversationStart: `${slot}:conversation:`,
    due: `${slot}:due`,
    overdue: `${slot}:overdue`,
    changedDrafts: `${slot}:changed-drafts`,
    changedConversations: `${slot}:changed-conversations`,
    onlineIndex: `${slot}:online`,
  };
}

function slotOf(prefix: string, shard: number): string {
  return `${prefix}{${shard}}`;
}

function shardOf(person: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < person.length; index += 1) {
    hash = Math.imul(hash ^ person.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}
