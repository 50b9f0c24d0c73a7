import mongoose, { type Model, type QueryFilter } from 'mongoose';

/** Values looked up one by one: below this number that costs less than reading a range. */
const FEW = 100;
const VALUES_AT_ONCE = 2_000;

/**
 * The documents whose `field`, which must be indexed and hold text, has one of many values. Stores can be slow
 * at long lists of values, so ranges of the index are read instead, and what lies between the values is left out.
 */
export async function findAmong<Stored>(
  model: Model<Stored>,
  of: { field: keyof Stored & string; values: readonly string[]; only?: readonly (keyof Stored & string)[] },
): Promise<Stored[]> {
  const wanted = new Set(of.values);
  const found: Stored[] = [];
  for (const condition of conditionsOf([...wanted])) {
    const filter = { [of.field]: mongoose.trusted(condition) } as QueryFilter<Stored>;
    const documents = await model
      .find(filter)
      .select([...(of.only ?? [])])
      .lean<Stored[]>();
    for (const document of documents) if (wanted.has(String(document[of.field]))) found.push(document);
  }
  return found;
}

function conditionsOf(values: readonly string[]): object[] {
  if (values.length === 0) return [];
  if (values.length <= FEW) return [{ $in: values }];
  // As the store orders them: by their bytes.
  const sorted = values.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  const starts = Array.from(
    { length: Math.ceil(sorted.length / VALUES_AT_ONCE) },
    (_, at) => at * VALUES_AT_ONCE,
  );
  return starts.map((start) => {
    const chunk = sorted.slice(start, start + VALUES_AT_ONCE);
    return { $gte: chunk[0], $lte: chunk.at(-1) };
  });
}
