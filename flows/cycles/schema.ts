import { z } from 'zod';

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'id');
const dayOfYear = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'day-of-year');

const Text = z.strictObject({ vi: z.string().trim().min(1), en: z.string().trim().min(1) });
const Option = z.strictObject({ id, label: Text });
const Values = z.array(id).min(1);

type ConditionInput =
  | { answer: string; is: string[] }
  | { answer: string; isNot: string[] }
  | { any: ConditionInput[] }
  | { all: ConditionInput[] };

const Condition: z.ZodType<ConditionInput> = z.lazy(() =>
  z.union([
    z.strictObject({ answer: z.string().min(1), is: Values }),
    z.strictObject({ answer: z.string().min(1), isNot: Values }),
    z.strictObject({ any: z.array(Condition).min(1) }),
    z.strictObject({ all: z.array(Condition).min(1) }),
  ]),
);

const base = {
  id,
  heading: Text,
  prompt: Text,
  help: Text.optional(),
  /** Where in the plan the question comes from, for people who check the file. */
  source: z.string().min(1).optional(),
  required: z.boolean().default(true),
  when: Condition.optional(),
};

const count = z.int().min(0);
const kinds = {
  text: {
    kind: z.literal('text'),
    long: z.boolean().default(true),
    min: count.default(1),
    max: z.int().min(1).max(100_000).default(20_000),
  },
  choice: { kind: z.literal('choice'), options: z.array(Option).min(2).max(40) },
  /** A choice among the file's `levels`. */
  level: { kind: z.literal('level') },
  /** A choice among the file's `ranks`. */
  rank: { kind: z.literal('rank') },
  choices: {
    kind: z.literal('choices'),
    options: z.array(Option).min(2).max(40),
    min: count.default(1),
    max: z.int().min(1).max(40).default(40),
    none: id.optional(),
  },
  number: {
    kind: z.literal('number'),
    min: z.number(),
    max: z.number(),
    decimals: z.int().min(0).max(6).default(0),
  },
  date: { kind: z.literal('date'), min: z.iso.date(), max: z.iso.date() },
  confirm: { kind: z.literal('confirm') },
  list: {
    kind: z.literal('list'),
    min: count.default(1),
    max: z.int().min(1).max(100).default(20),
    maxLength: z.int().min(1).max(20_000).default(2_000),
  },
  info: { kind: z.literal('info') },
  attachment: {
    kind: z.literal('attachment'),
    min: count.default(1),
    max: z.int().min(1).max(50).default(10),
  },
};

function questionUnion<Extra extends z.core.$ZodLooseShape>(extra: Extra) {
  return z.discriminatedUnion('kind', [
    z.strictObject({ ...base, ...kinds.text, ...extra }),
    z.strictObject({ ...base, ...kinds.choice, ...extra }),
    z.strictObject({ ...base, ...kinds.level, ...extra }),
    z.strictObject({ ...base, ...kinds.rank, ...extra }),
    z.strictObject({ ...base, ...kinds.choices, ...extra }),
    z.strictObject({ ...base, ...kinds.number, ...extra }),
    z.strictObject({ ...base, ...kinds.date, ...extra }),
    z.strictObject({ ...base, ...kinds.confirm, ...extra }),
    z.strictObject({ ...base, ...kinds.list, ...extra }),
    z.strictObject({ ...base, ...kinds.info, ...extra }),
    z.strictObject({ ...base, ...kinds.attachment, ...extra }),
  ]);
}

/** A step that belongs to the question above it and shares its number; its step id is `question/follow-up`. */
const FollowUp = questionUnion({});

/** Who is asked; a leader and a public employee are members too. */
export const ROLES = ['member', 'leader', 'public-employee'] as const;

/** What a question can be repeated for: one question for each item that the subject has. */
export const ITEM_LISTS = ['commitments', 'remedies', 'suggestions'] as const;

const Question = questionUnion({
  for: z.array(z.enum(ROLES)).min(1).optional(),
  forEach: z.enum(ITEM_LISTS).optional(),
  followUps: z.array(FollowUp).min(1).optional(),
});

const Section = z.strictObject({ id, heading: Text, questions: z.array(Question).min(1) });

/**
 * A cycle file: what one year's review asks, of whom and by when. Days are `MM-DD` of the cycle's year.
 * Unknown keys are mistakes, so that a misspelt one is never ignored.
 */
export const CycleFile = z.strictObject({
  format: z.literal(1),
  id,
  title: Text,
  source: z.string().min(1),
  dates: z.strictObject({
    opening: dayOfYear,
    draftsDue: dayOfYear,
    meetingsFrom: dayOfYear,
    meetingsTo: dayOfYear,
    /** The papers are sent up before this day (Plan 58, III.2: 20/12). */
    papersBefore: dayOfYear,
  }),
  levels: z.array(Option).min(2),
  ranks: z.array(Option).min(2),
  selfReview: z.strictObject({ title: Text, sections: z.array(Section).min(1) }),
});

export type CycleFile = z.infer<typeof CycleFile>;
export type CycleQuestion = CycleFile['selfReview']['sections'][number]['questions'][number];
export type CycleFollowUp = z.infer<typeof FollowUp>;
export type Role = (typeof ROLES)[number];
export type ItemList = (typeof ITEM_LISTS)[number];
