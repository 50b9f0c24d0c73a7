/** Identifies a sealed field; the identity is part of the encryption context. */
interface Field {
  person: string;
  draft: string;
  field: string;
}

/** Context under which a field of a draft is sealed, in Redis and in its copy in MongoDB alike. */
export function draftContext(field: Field): string {
  return `draft/${field.person}/${field.draft}/${field.field}`;
}

/** Context under which a field of a conversation is sealed, in Redis and in its copy in MongoDB alike. */
export function conversationContext(person: string, field: 'head' | 'cards'): string {
  return `conversation/${person}/${field}`;
}
