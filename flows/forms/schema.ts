import { z } from 'zod';

/** Ids in a pack: short words of a-z and 0-9 joined by single hyphens. */
export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The limits of a question that does not set its own: numbers of answers, and lengths in code points. */
export const DEFAULT_LIMITS = {
  text: { min: 1, max: 20_000 },
  choices: { min: 1, max: 40 },
  list: { min: 1, max: 20 },
  attachment: { min: 1, max: 10 },
} as const;

/** An id of anything in a pack. */
export const id = z.string().refine((value) => SLUG.test(value), { params: { code: 'bad-id' } });

// A file typed on another system may hold decomposed Vietnamese, so letters are brought to one spelling (NFC).
const paragraph = z.string().trim().normalize('NFC').min(1);
/** A text on one line, in one language. */
export const singleLine = paragraph
  .max(300)
  .refine((value) => !/[\n\r\u2028\u2029]/.test(value), { params: { code: 'line-break' } });

/** A text on one line, in every language. */
export const Line = z.strictObject({ vi: singleLine, en: singleLine });
const Paragraph = z.strictObject({ vi: paragraph.max(2_000), en: paragraph.max(2_000) });
/** One thing to pick. */
export const Option = z.strictObject({ id, label: Line });
const Options = z.array(Option).min(2).max(40);
const Values = z.array(z.string()).min(1);

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
  /** Official heading, as the form prints it. */
  heading: Line,
  prompt: Paragraph,
  help: Paragraph.optional(),
  /** Where in the plan the question comes from, for people who check the pack. */
  source: singleLine.optional(),
  required: z.boolean().default(true),
  /** `answer` names a `question` or a `question/follow-up` that is asked before. */
  when: Condition.optional(),
};

const count = z.int().min(0);
const kinds = {
  text: {
    kind: z.literal('text'),
    long: z.boolean().default(true),
    min: count.default(DEFAULT_LIMITS.text.min),
    max: z.int().min(1).max(100_000).default(DEFAULT_LIMITS.text.max),
  },
  choice: { kind: z.literal('choice'), options: Options },
  /** A choice among the pack's `levels`. */
  level: { kind: z.literal('level') },
  /** A choice among the pack's `ranks`. */
  rank: { kind: z.literal('rank') },
  choices: {
    kind: z.literal('choices'),
    options: Options,
    min: count.default(DEFAULT_LIMITS.choices.min),
    max: z.int().min(1).max(40).default(DEFAULT_LIMITS.choices.max),
    /** The option that excludes all others. */
    none: z.string().optional(),
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
    min: count.default(DEFAULT_LIMITS.list.min),
    max: z.int().min(1).max(100).default(DEFAULT_LIMITS.list.max),
    maxLength: z.int().min(1).max(20_000).default(2_000),
  },
  info: { kind: z.literal('info') },
  attachment: {
    kind: z.literal('attachment'),
    min: count.default(DEFAULT_LIMITS.attachment.min),
    max: z.int().min(1).max(50).default(DEFAULT_LIMITS.attachment.max),
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

/**
 * Who is asked. `member` is a Party member; a leader or a public employee need not be one, so that what all of them are
 * asked names no role (Plan 58, II.A.3.2b).
 */
const ROLES = ['member', 'leader', 'public-employee'] as const;

/** What a question can be repeated for: one question for each item that the subject has. */
export const ITEM_LISTS = ['commitments', 'remedies', 'suggestions'] as const;

const questionExtra = {
  for: z.array(z.enum(ROLES)).min(1).optional(),
  forEach: z.enum(ITEM_LISTS).optional(),
  /** Asked only of a subject who has no item of this list. */
  ifNone: z.enum(ITEM_LISTS).optional(),
  followUps: z.array(FollowUp).min(1).optional(),
};

const Question = questionUnion(questionExtra);

/** Checks a question whose kind is missing or unknown, so that its other mistakes are reported at once. */
export const QuestionOfAnyKind = z.looseObject({ ...base, ...questionExtra });

const Section = z.strictObject({ id, heading: Line, questions: z.array(Question).min(1) });

/** Whom a form is about. */
const SUBJECTS = ['person'] as const;

/** What a form becomes when it is handed in. */
const OUTCOMES = ['self-review'] as const;

/** A form: a list of questions for one subject, and what handing it in becomes. */
export const Form = z.strictObject({
  id,
  title: Line,
  /** Where the form comes from. */
  source: singleLine,
  subject: z.enum(SUBJECTS),
  /** Roles of the people who hand it in, unless an earlier form of the pack with the same outcome already asks them. */
  asks: z.array(z.enum(ROLES)).min(1),
  becomes: z.enum(OUTCOMES),
  sections: z.array(Section).min(1),
});

/** A form of a pack. */
export type Form = z.infer<typeof Form>;
/** A question with its follow-ups. */
export type FormQuestion = Form['sections'][number]['questions'][number];
/** A step that shares the number of the question above it. */
export type FormFollowUp = z.infer<typeof FollowUp>;
/** A reason to be asked certain questions. */
export type Role = (typeof ROLES)[number];
