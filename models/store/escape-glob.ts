/** A text as part of a pattern of names in Redis that stands for itself. */
export function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?[\]]/g, '\\$&');
}
