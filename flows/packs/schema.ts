import { z } from 'zod';
import { Form, id, Line, Option, singleLine } from '../forms/schema.ts';
import { isDayOfYear } from '../rules/calendar.ts';

// A pack serves every year, and not every year has 29 February.
const dayOfYear = z.string().refine(isDayOfYear, { params: { code: 'bad-day' } });

/** Days from the day that is due: -7 is a week before it, 0 the day itself. */
const Offsets = z.array(z.int().max(0)).min(1).max(10);

/** The shape of the file that this program reads; a file in another one is told so (`checkFormat`). */
export const FORMAT = 2;

/** What can be picked wherever it is asked for, and where it is laid down. */
const Scale = z.strictObject({ source: singleLine, options: z.array(Option).min(2).max(10) });

/**
 * The content of a `pack.yaml`: what one year's review asks, of whom and by when. Days are `MM-DD` of the cycle's
 * year. Unknown keys are mistakes, so that a misspelt one is never ignored. What a schema cannot see (an id used
 * twice, a `when` that leads nowhere) is checked by `loadPack`.
 */
export const PackContent = z.strictObject({
  format: z.literal(FORMAT),
  id,
  title: Line,
  source: singleLine,
  dates: z.strictObject({
    source: singleLine,
    opening: dayOfYear,
    draftsDue: dayOfYear,
    meetingsFrom: dayOfYear,
    meetingsTo: dayOfYear,
    /** The papers are sent up before this day (Plan 58, III.2: 20/12). */
    papersBefore: dayOfYear,
  }),
  /** On which days those who have not handed in are reminded of what is due. */
  reminders: z.strictObject({ source: singleLine, draftsDue: Offsets }),
  /** What one criterion can be rated (Plan 58, III.1). */
  levels: Scale,
  /** What a subject as a whole can be ranked (Plan 58, III.1). */
  ranks: Scale,
  forms: z.array(Form).min(1),
});

/** A pack as it is kept with a cycle. */
export const Pack = PackContent.extend({
  /** The same for the same pack, however its YAML is laid out; another one when anything in it changes. */
  version: z.string(),
  /** The templates in its folder `papers/`, by name, with the SHA-256 of their bytes. */
  papers: z.array(z.strictObject({ name: z.string(), hash: z.string() })),
  /** The pack that it adds to, in the version that it was checked with; null for one of its own. */
  inherits: z.strictObject({ id, version: z.string() }).nullable(),
});

/** The content of a pack, with what it leaves out filled in. */
export type PackContent = z.infer<typeof PackContent>;
/** A pack that was found right. */
export type Pack = z.infer<typeof Pack>;
