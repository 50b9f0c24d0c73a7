/** The number of hash slots that conversations are spread over. All keys of one person are in one slot of a cluster. */
export const SHARDS = 16;

/** The names of all keys of the conversation with one person. */
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
 * Names of the indexes of a shard: `due` has the time when each outbox is due, `overdue` since when it was due if it was
 * swept already; drafts and conversations that changed; people who are online.
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
