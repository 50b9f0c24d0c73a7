import { z } from 'zod';

const EMPTY_IS_ABSENT = (value: unknown) => (value === '' ? undefined : value);

/** A setting that may be absent; empty counts as absent. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(EMPTY_IS_ABSENT, schema.optional());
}

/** A setting with a value of its own where it is absent or empty. */
export function withDefault<Schema extends z.ZodType>(
  schema: Schema,
  value: z.core.util.NoUndefined<z.output<Schema>>,
) {
  return z.preprocess(EMPTY_IS_ABSENT, schema.default(value));
}
