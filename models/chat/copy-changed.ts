import { copyConversations } from './copy-conversations.ts';
import { copyDrafts } from './copy-drafts.ts';
import { type CopyStores, isCopyDue, listChanged } from './copy-stores.ts';

/**
 * Copies all that has changed in Redis by now to MongoDB, `atOnce` drafts or conversations in one bulk write. What
 * changes meanwhile is left to the next time, so that a person who goes on answering is copied once and not without
 * end. Safe to run twice and at once: an older copy never replaces a newer one. Returns the number of drafts copied.
 * What cannot be copied keeps nothing else from it; it rejects with what went wrong first, once all others are copied.
 */
export async function copyChanged(stores: CopyStores, wish: { atOnce: number; now: Date }): Promise<number> {
  const { now, atOnce } = wish;
  const failures: unknown[] = [];
  let copied = 0;
  for (const members of chunk(await listChanged(stores, { index: 'changedDrafts' }), atOnce)) {
    const result = await copyDrafts(stores, { members, now });
    copied += result.copied;
    failures.push(...result.failures);
  }
  const due = await listChanged(stores, {
    index: 'changedConversations',
    isWanted: (score) => isCopyDue(score, now),
  });
  for (const people of chunk(due, atOnce)) {
    failures.push(...(await copyConversations(stores, { people, now })));
  }
  if (failures.length > 0) throw failures[0];
  return copied;
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
