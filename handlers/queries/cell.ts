import type { Unit } from '../../models/organisation/unit.ts';

/** Code of the cell in which those of a unit take part: that of a tổ đảng, which is a part of one, or the unit itself. */
export function cellOf({ _id, kind, parent }: Pick<Unit, '_id' | 'kind' | 'parent'>): string {
  return kind === 'group' ? (parent ?? _id) : _id;
}
