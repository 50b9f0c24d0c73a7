import mongoose, { type ClientSession, type Model, type QueryFilter } from 'mongoose';

/** Up to this many values are searched for with `$in`. */
const FEW = 100;

/**
 * The documents whose `field` has one of the values; the field must be indexed and have texts. Long `$in` lists can be
 * very slow, so for many values the whole range from the least to the greatest is read and filtered here.
 */
export async function findAmong<Stored>(
  model: Model<Stored>,
  search: {
    field: keyof Stored & string;
    values: readonly string[];
    only?: readonly (keyof Stored & string)[];
    session?: ClientSession | undefined;
  },
): Promise<Stored[]> {
  const wanted = new Set(search.values);
  if (wanted.size === 0) return [];
  const condition = wanted.size <= FEW ? { $in: [...wanted] } : rangeOf([...wanted]);
  const filter = { [search.field]: mongoose.trusted(condition) } as QueryFilter<Stored>;
  const read = model
    .find(filter)
    .select([...(search.only ?? [])])
    .session(search.session ?? null)
    .lean<Stored[]>()
    .cursor();
  const found: Stored[] = [];
  for await (const document of read as AsyncIterable<Stored>) {
    if (wanted.has(String(document[search.field]))) found.push(document);
  }
  return found;
}

// MongoDB orders texts by their bytes.
function rangeOf(values: readonly string[]): object {
  const sorted = values.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return { $gte: sorted[0], $lte: sorted.at(-1) };
}
