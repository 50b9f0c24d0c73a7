import type { Action } from './events.ts';

/**
 * The actions for the previous and the next page, always both and in this order, so that the buttons do not swap places
 * under a finger. On the first and the last page one of them leads to the same page. None if there is only one page.
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

/** The items of the requested page, or of the nearest page that exists. */
export function paginate<Item>(
  items: readonly Item[],
  wish: { page: number; size: number },
): Page & { shown: readonly Item[] } {
  const pages = Math.max(1, Math.ceil(items.length / wish.size));
  const page = Math.min(Math.max(0, wish.page), pages - 1);
  return { page, pages, shown: items.slice(page * wish.size, (page + 1) * wish.size) };
}
