import type { Servers } from '../bot/services/start-servers.ts';
import type { Contestant } from './contestant.ts';
import { type Measure, measure, medianOf } from './measure.ts';
import { peakMegabytes } from './process-usage.ts';
import { startCeiling } from './start-ceiling.ts';
import { startProduct, storesOf } from './start-product.ts';

/** How many answer at one time, and how long an answer of the API is on its way. */
export interface Load {
  people: number;
  delayMs: number;
}

/** One bot under one load. */
export interface Result {
  load: Load;
  name: string;
  /** People answer as soon as they have the reply to the last answer. */
  full: Measure;
  /** People think before they answer, so that only part of the ceiling is used; undefined if that is not measured. */
  paced: Measure | undefined;
  peakMegabytes: number;
}

/** Names of the bots in the table. */
export const NAMES = {
  inTurn: 'grammY',
  inTurnOurs: 'grammY, our HTTP client',
  sideBySide: 'grammY, side by side',
  sideBySideOurs: 'grammY, side by side, our HTTP client',
  few: 'product, 12 questions',
  many: 'product, 48 questions',
} as const;

/** Part of the ceiling that a paced load uses. */
export const PACED_SHARE = 0.3;
const PACED_SECONDS = 3;
const CEILING_ANSWERS = 6_000;
const PRODUCT_ANSWERS = 3_000;
/** How many calls a bot makes if it waits for each one. */
const CALLS_IN_TURN = 50;
const CEILINGS = [
  { name: NAMES.inTurn, traits: [] },
  { name: NAMES.inTurnOurs, traits: ['our-client'] },
  { name: NAMES.sideBySide, traits: ['side-by-side'] },
  { name: NAMES.sideBySideOurs, traits: ['our-client', 'side-by-side'] },
];
const PRODUCTS = [
  { name: NAMES.few, questions: 12 },
  { name: NAMES.many, questions: 48 },
];

/** The ceiling that a load is compared with; a bot that waits for each call is no ceiling if the API is slow. */
export function ceilingOf(load: Load): string {
  return load.delayMs === 0 ? NAMES.inTurn : NAMES.sideBySide;
}

/** Measures all bots one after another under the same load, in several rounds. */
export async function measureSpeed(
  servers: Servers,
  { load, rounds }: { load: Load; rounds: number },
): Promise<Result[]> {
  const contestants: Contestant[] = [];
  try {
    for await (const contestant of startAll(servers, { load, rounds })) contestants.push(contestant);
    return await compare(contestants, { load, rounds });
  } finally {
    for (const contestant of contestants) await contestant.stop();
  }
}

async function compare(
  contestants: readonly Contestant[],
  { load, rounds }: { load: Load; rounds: number },
): Promise<Result[]> {
  const full = new Map<string, Measure[]>(contestants.map(({ name }) => [name, []]));
  const paced = new Map<string, Measure[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of contestants) {
      full.get(contestant.name)?.push(await measureFull(contestant, load));
    }
    const pace = PACED_SHARE * medianOf(full.get(ceilingOf(load)) ?? []).perSecond;
    for (const contestant of contestants.filter(({ name }) => isPaced(name, load))) {
      paced.get(contestant.name)?.push(await measurePaced(contestant, { load, pace }));
    }
  }
  return contestants.map(({ name, pid }) => ({
    load,
    name,
    full: medianOf(full.get(name) ?? []),
    paced: isPaced(name, load) ? medianOf(paced.get(name) ?? []) : undefined,
    peakMegabytes: peakMegabytes(pid),
  }));
}

async function* startAll(
  servers: Servers,
  { load, rounds }: { load: Load; rounds: number },
): AsyncGenerator<Contestant> {
  for (const ceiling of CEILINGS) yield await startCeiling({ ...ceiling, ...load });
  for (const [index, product] of PRODUCTS.entries()) {
    const stores = storesOf(servers, index + 1);
    // Both products have the same people; some of them give all of their answers.
    const people = load.people + Math.ceil((2 * rounds * PRODUCT_ANSWERS) / product.questions);
    yield await startProduct({ ...product, ...load, stores, people });
  }
}

function isPaced(name: string, load: Load): boolean {
  return name === ceilingOf(load) || name === NAMES.few;
}

function measureFull(contestant: Contestant, load: Load): Promise<Measure> {
  const { name } = contestant;
  const waits = load.delayMs > 0 && (name === NAMES.inTurn || name === NAMES.inTurnOurs);
  const isProduct = name === NAMES.few || name === NAMES.many;
  const many = isProduct ? PRODUCT_ANSWERS : CEILING_ANSWERS;
  return measure(contestant, { people: load.people, answers: waits ? CALLS_IN_TURN : many, thinkMs: 0 });
}

function measurePaced(contestant: Contestant, { load, pace }: { load: Load; pace: number }) {
  const answers = Math.min(PRODUCT_ANSWERS, Math.round(pace * PACED_SECONDS));
  return measure(contestant, { people: load.people, answers, thinkMs: (1000 * load.people) / pace });
}
