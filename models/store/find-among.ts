import mongoose, { type ClientSession, type Model, type QueryFilter } from 'mongoose';

/** Up to this many values are looked up one by one. */
const FEW = 100;

/**
 * The documents whose `field`, which must be indexed and hold text, has one of the values. Stores can be very
 * slow at long lists of values, so for many the range from the least to the greatest is read in one go, and
 * what lies between them is left out.
 */
export async function findAmong<Stored>(
  model: Model<Stored>,
  of: {
    field: keyof Stored & string;
    values: readonly string[];
    only?: readonly (keyof Stored & string)[];
    session?: ClientSession | undefined;
  },
): Promise<Stored[]> {
  const wanted = new Set(of.values);
  if (wanted.size === 0) return [];
  const condition = wanted.size <= FEW ? { $in: [...wanted] } : rangeOf([...wanted]);
  const filter = { [of.field]: mongoose.trusted(condition) } as QueryFilter<Stored>;
  const read = model
    .find(filter)
    .select([...(of.only ?? [])])
    .session(of.session ?? null)
    .lean<Stored[]>()
    .cursor();
  const found: Stored[] = [];
  for await (const document of read as AsyncIterable<Stored>) {
    if (wanted.has(String(document[of.field]))) found.push(document);
  }
  return found;
}

// As the store orders them: by their bytes.
function rangeOf(values: readonly string[]): object {
  const sorted = values.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return { $gte: sorted[0], $lte: sorted.at(-1) };
}
