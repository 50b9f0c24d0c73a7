/** Brings the parsed texts of a state of shape 2 to shape 3. */
export function migrateShape2<Parsed extends { facts: unknown; cursor: unknown }>(parsed: Parsed): Parsed {
  return {
    ...parsed,
    facts: { ...(parsed.facts as object), shape: 3 },
    cursor: renameLate(parsed.cursor),
  };
}

/** Until shape 2 the texts that the person has to confirm were called `late`, as was the place where they are asked. */
export function renameLate(cursor: unknown): unknown {
  if (typeof cursor !== 'object' || cursor === null || !('late' in cursor)) return cursor;
  const { late, ...rest } = cursor as { late: unknown; place?: unknown };
  return { ...rest, place: rest.place === 'late' ? 'unconfirmed' : rest.place, unconfirmed: late };
}
