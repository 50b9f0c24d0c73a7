const LONGEST_FILE_NAME = 120;

/** A name that can be shown and written to a disk: one line, no folders. */
export function fileName(given = ''): string {
  const name = given
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}/\\]+/gu, '_')
    .trim();
  const points = [...name];
  if (points.length <= LONGEST_FILE_NAME) return name === '' ? 'document' : name;
  return points.slice(-LONGEST_FILE_NAME).join('');
}
