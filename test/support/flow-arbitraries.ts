import fc from 'fast-check';
import { type Action, type FormalAct, PLAIN_ACTIONS } from '../../flows/engine/events.ts';
import type { Condition, Flow, Step } from '../../flows/forms/definition.ts';
import {
  choiceStep,
  choicesStep,
  DAY,
  dateStep,
  flowOf,
  listStep,
  MINUTE,
  numberStep,
  pickStep,
  plainStep,
  textStep,
} from './flows.ts';

const IDS = Array.from({ length: 9 }, (_, index) => `s${index}`);
const OPTIONS = ['a', 'b', 'c', 'none', 'yes', 'no'];
const KINDS = [
  'text',
  'text',
  'short',
  'list',
  'choice',
  'choice',
  'choices',
  'pick',
  'number',
  'date',
  'confirm',
  'info',
  'attachment',
] as const;

interface Seed {
  id: string;
  kind: (typeof KINDS)[number];
  required: boolean;
  followUp: boolean;
  min: number;
  room: number;
  /** Chooses the earlier step of the condition. */
  asks: number;
  condition: 'none' | 'is' | 'isNot' | 'any' | 'all';
  values: string[];
}

const seed = (id: string): fc.Arbitrary<Seed> =>
  fc.record({
    id: fc.constant(id),
    kind: fc.constantFrom(...KINDS),
    required: fc.boolean(),
    followUp: fc.boolean(),
    min: fc.nat(3),
    room: fc.nat(40),
    asks: fc.nat(8),
    condition: fc.constantFrom('none', 'none', 'is', 'isNot', 'any', 'all'),
    values: fc.subarray(OPTIONS, { minLength: 1 }),
  });

function bare({ id, kind, required, min, room }: Seed): Step {
  switch (kind) {
    case 'text':
    case 'short':
      return textStep(id, { required, long: kind === 'text', min, max: min + 1 + room * room * 8 });
    case 'list':
      return listStep(id, { required, min, max: min + 1 + (room % 3), maxLength: 1 + room });
    case 'choice':
      return choiceStep(id, { required });
    case 'choices':
      return choicesStep(id, {
        required,
        min: Math.min(min, 3),
        max: 3,
        ...(min > 1 ? {} : { none: 'none' }),
      });
    case 'pick':
      return pickStep(id, { required });
    case 'number':
      return numberStep(id, { required, min, max: min + room, decimals: room % 3 });
    case 'date':
      return dateStep(id, { required, min: `2026-0${min + 1}-01` });
    default:
      return plainStep(kind, id, { required });
  }
}

function conditionOf(one: Seed, earlier: readonly Step[]): Condition | undefined {
  const { condition, values, asks } = one;
  const answer = earlier[asks % Math.max(1, earlier.length)]?.id;
  if (answer === undefined || condition === 'none') return undefined;
  if (condition === 'is') return { answer, is: values };
  if (condition === 'isNot') return { answer, isNot: values };
  const other = (earlier[0] as Step).id;
  const parts = [
    { answer, is: values },
    { answer: other, isNot: values },
  ];
  return condition === 'any' ? { any: parts } : { all: parts };
}

/** Makes steps of seeds. As in `compile`, a follow-up is asked only if its question is. */
function assemble(seeds: readonly Seed[]): Step[] {
  const steps: Step[] = [];
  let question: Step | undefined;
  for (const one of seeds) {
    const own = conditionOf(one, steps);
    const followUp = one.followUp && question !== undefined;
    const conditions = [followUp ? question?.when : undefined, own].filter((part) => part !== undefined);
    const when = conditions.length > 1 ? { all: conditions } : conditions[0];
    const step: Step = { ...bare(one), followUp, ...(when === undefined ? {} : { when }) };
    if (!followUp) question = step;
    steps.push(step);
  }
  return steps;
}

/** Versions of one flow: the ids are shared, the steps under them are not. */
export const flows: fc.Arbitrary<Flow[]> = fc
  .array(
    fc
      .shuffledSubarray(IDS, { minLength: 1 })
      .chain((ids) => fc.tuple(...ids.map(seed)))
      .map(assemble),
    { minLength: 2, maxLength: 3 },
  )
  .map((versions) => versions.map((steps, index) => flowOf(steps, `v${index}`)));

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('Tự soi, tự sửa', 'ế'.normalize('NFD'), '👨‍👩‍👧', 'dòng\r\ndòng', '\n'),
  },
  { weight: 1, arbitrary: fc.constantFrom('1. một\n2. hai', '- x\n\n- y\r\nz', 'a\nMẬT') },
  { weight: 1, arbitrary: fc.constantFrom('\ud800', 'a\udfff', '   ', '\u200b', 'x'.repeat(10_000)) },
  { weight: 1, arbitrary: fc.constantFrom('MẬT', 'TUYỆT MẬT\nx', 'Độ mật: tối mật', 'bí mật') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '1',
      '2',
      '3',
      'yes',
      'none',
      'b',
      'p7',
      'hai',
      '2,5',
      '1/6/2026',
      '31/2/2026',
    ),
  },
);

const anyStep = fc.constantFrom(...IDS, 'gone', 'constructor', '__proto__');
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.constantFrom(...PLAIN_ACTIONS).map((name): Action => ({ do: name })),
  fc.record({ do: fc.constantFrom('overview', 'review'), page: fc.integer({ min: -2, max: 9 }) }),
  fc.record({ do: fc.constant('edit'), step: anyStep }),
  fc.record({ do: fc.constant('edit-number'), number: fc.integer({ min: -1, max: 9 }) }),
  fc.record({
    do: fc.constantFrom('choose', 'toggle'),
    step: anyStep,
    option: fc.constantFrom(...OPTIONS, 'gone'),
  }),
  fc.record({
    do: fc.constant('look'),
    step: anyStep,
    search: fc.constantFrom('', 'hai', 'p1', 'gone'),
    page: fc.integer({ min: -2, max: 3 }),
  }),
  fc.record({ do: fc.constant('remove'), step: anyStep, item: fc.integer({ min: -1, max: 4 }) }),
);

/** Something that happens; what `press` and `answer` do depends on where the person stands. */
export type Move =
  | { do: 'write'; text: string; continues: boolean; few: boolean; replyTo?: string }
  /** Edits one of the messages that were sent. */
  | { do: 'rewrite'; message: number; text: string }
  | { do: 'answer' }
  | { do: 'press'; place: number }
  | { do: 'stale'; action: Action }
  | { do: 'send'; file: string }
  | { do: 'show' }
  | { do: 'record'; place: number }
  /** Refuses the latest version, or its withdrawal, whether it was still on its way or not. */
  | { do: 'refuse'; act: FormalAct }
  | { do: 'wait'; milliseconds: number }
  | { do: 'upgrade'; to: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write'),
      text,
      continues: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
      few: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.boolean()),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('write'), text, replyTo: anyStep },
      ...{ continues: fc.constant(false), few: fc.boolean() },
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rewrite'), message: fc.nat(9), text }) },
  { weight: 6, arbitrary: fc.constant<Move>({ do: 'answer' }) },
  { weight: 14, arbitrary: fc.record({ do: fc.constant('press'), place: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('stale'), action: anyAction }) },
  // Its word is taken wherever the person stands, also where no button offers it.
  { weight: 3, arbitrary: fc.constant<Move>({ do: 'stale', action: { do: 'undo' } }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('send'), file: fc.constantFrom('f1', 'f2') }) },
  { weight: 1, arbitrary: fc.constant<Move>({ do: 'show' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('record'), place: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('refuse'), act: fc.constantFrom('submit', 'withdraw') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('wait'),
      milliseconds: fc.constantFrom(1_000, MINUTE, DAY / 2, DAY, 90 * DAY),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('upgrade'), to: fc.nat(2) }) },
);

export const moves: fc.Arbitrary<Move[]> = fc.array(move, { minLength: 1, maxLength: 60, size: 'max' });
