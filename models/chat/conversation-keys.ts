/** The number of hash slots that conversations are spread over. All keys of one person are in one slot of a cluster. */
export const SHARDS = 16;

/** The names of all keys of the conversation with one person. */
export function conversationKeys(prefix: string, person: string): ConversationKeys {
  return new ConversationKeys(prefix, person);
}

/**
 * Names of the indexes of a shard: `due` has the time when each outbox is due, `overdue` since when it was due if it was
 * swept already; drafts and conversations that changed; people who are online.
 */
export function shardKeys(prefix: string, shard: number): ShardKeys {
  return new ShardKeys(slotOf(prefix, shard));
}

/** Each name is made when it is asked for: an answer needs only some of them. */
class ShardKeys {
  protected readonly slot: string;

  constructor(slot: string) {
    this.slot = slot;
  }
  get conversationStart() {
    return `${this.slot}:conversation:`;
  }
  get due() {
    return `${this.slot}:due`;
  }
  get overdue() {
    return `${this.slot}:overdue`;
  }
  get changedDrafts() {
    return `${this.slot}:changed-drafts`;
  }
  get changedConversations() {
    return `${this.slot}:changed-conversations`;
  }
  get onlineIndex() {
    return `${this.slot}:online`;
  }
}

class ConversationKeys extends ShardKeys {
  private readonly person: string;

  constructor(prefix: string, person: string) {
    super(slotOf(prefix, shardOf(person)));
    this.person = person;
  }
  get conversation() {
    return `${this.conversationStart}${this.person}`;
  }
  get outbox() {
    return `${this.slot}:outbox:${this.person}`;
  }
  /** Commands without an outcome, by their ids. */
  get pending() {
    return `${this.slot}:pending:${this.person}`;
  }
  /** Ids of the person's drafts by their identities. */
  get drafts() {
    return `${this.slot}:drafts:${this.person}`;
  }
  get draftStart() {
    return `${this.slot}:draft:${this.person}:`;
  }
  seen(update: string) {
    return `${this.slot}:seen:${this.person}:${update}`;
  }
  draft(id: string) {
    return `${this.draftStart}${id}`;
  }
  texts(id: string) {
    return `${this.slot}:texts:${this.person}:${id}`;
  }
  changed(id: string) {
    return `${this.slot}:changed:${this.person}:${id}`;
  }
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
