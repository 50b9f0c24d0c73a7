import { dropHidden } from '../../flows/answers/hidden-characters.ts';

const LONGEST_FILE_NAME = 120;

/** A name that can be shown and written to a disk: one line, no folders. */
export function fileName(given = ''): string {
  const name = dropHidden(given)
    .replace(/[\n\t/\\]+/g, '_')
    .trim();
  const points = [...name];
  if (points.length <= LONGEST_FILE_NAME) return name === '' ? 'document' : name;
  return points.slice(-LONGEST_FILE_NAME).join('');
}
