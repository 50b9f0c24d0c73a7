import { LANGUAGES, type Text } from './definition.ts';

/** What texts of a question with `forEach` may hold: the item's place from 1, its text, and who or what it comes from. */
export const PLACEHOLDERS = ['number', 'text', 'from'] as const;
/** The name of a placeholder. */
export type Placeholder = (typeof PLACEHOLDERS)[number];

const PATTERN = /\{([^{}\n]*)\}/g;
const UNKNOWN_ORIGIN = '—';

/** Names between braces in a text, in order, known or not. */
export function placeholdersIn(text: string): string[] {
  return Array.from(text.matchAll(PATTERN), ([, name]) => name ?? '');
}

/**
 * Fills the placeholders of a text in every language, in one pass: what an item says is never read as a
 * placeholder. A line that names `{from}` is left out when the item has no origin, unless it is the only one.
 */
export function fillText(text: Text, values: Partial<Record<Placeholder, string>>): Text {
  const [vi, en] = LANGUAGES.map((language) => fill(text[language], values));
  return { vi: vi ?? '', en: en ?? '' };
}

function fill(text: string, values: Partial<Record<Placeholder, string>>): string {
  if (!text.includes('{')) return text;
  const kept = values.from === undefined ? withoutOriginLines(text) : text;
  return kept.replace(PATTERN, (whole, name: string) => {
    if (!isPlaceholder(name)) return whole;
    return values[name] ?? UNKNOWN_ORIGIN;
  });
}

function withoutOriginLines(text: string): string {
  const kept = text.split('\n').filter((line) => !line.includes('{from}'));
  return kept.some((line) => line.trim() !== '') ? kept.join('\n').trim() : text;
}

function isPlaceholder(name: string): name is Placeholder {
  return PLACEHOLDERS.some((known) => known === name);
}
