import type { Action } from './events.ts';

/**
 * The ways to the page before and the one after, always both and in this order, so that neither takes the other's
 * place under a finger: at the first page and at the last one they lead to where one is. None of a single page.
 */
export function pageActions(card: 'overview' | 'review', { page, pages }: Page): Action[] {
  if (pages === 1) return [];
  return [
    { do: card, page: Math.max(0, page - 1) },
    { do: card, page: Math.min(pages - 1, page + 1) },
  ];
}

interface Page {
  page: number;
  pages: number;
}

/** The page that is wished for, or the nearest that there is. */
export function paginate<Item>(
  items: readonly Item[],
  wish: { page: number; size: number },
): Page & { shown: readonly Item[] } {
  const pages = Math.max(1, Math.ceil(items.length / wish.size));
  const page = Math.min(Math.max(0, wish.page), pages - 1);
  return { page, pages, shown: items.slice(page * wish.size, (page + 1) * wish.size) };
}
