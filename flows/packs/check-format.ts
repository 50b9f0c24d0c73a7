import { type Mistake, shown } from './issues.ts';
import { at } from './outline.ts';
import { FORMAT, PackContent } from './schema.ts';

/**
 * What is wrong with a file that is no pack of this format: an older or newer one, or no pack at all. Everything else in
 * it would be a mistake, too, for the same reason; undefined where the rest can be checked.
 */
export function checkFormat(raw: unknown): Mistake | undefined {
  const format = at(raw, 'format');
  if (format === FORMAT || !isMap(raw)) return undefined;
  const path = ['format'];
  const details = { value: shown(format), format: FORMAT };
  if (typeof format === 'number' && Number.isInteger(format)) {
    return { path, code: format < FORMAT ? 'old-format' : 'newer-format', details };
  }
  if (format != null) return { path, code: 'unknown-format', details };
  const hasPackKey = Object.keys(raw).some(
    (key) => Object.hasOwn(PackContent.shape, key) || key === 'inherits',
  );
  return hasPackKey ? undefined : { path: [], code: 'not-a-pack', details: { format: FORMAT } };
}

function isMap(raw: unknown): raw is object {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
