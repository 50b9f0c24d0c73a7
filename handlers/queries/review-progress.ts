import { start } from '../../flows/engine/start.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import { summarize } from '../../flows/engine/summary.ts';
import { compileForm, findForm, flowVersion, type Item, type Subject } from '../../flows/forms/compile.ts';
import type { Flow } from '../../flows/forms/definition.ts';
import type { Form } from '../../flows/forms/schema.ts';
import type { Pack } from '../../flows/packs/schema.ts';
import { listCommitmentKeys } from '../../models/review/commitment.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import { readDrafts } from '../../models/review/draft.ts';
import { listRemedyKeys } from '../../models/review/remedy.ts';
import { listSuggestionKeys } from '../../models/review/suggestion.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { decodeState } from '../talk/draft.ts';
import type { AskedPerson } from './asked-people.ts';
import { packOf } from './load-subject.ts';
import { SELF_REVIEW } from './reviews.ts';

/** The progress of one person in one cycle. */
export interface Progress {
  /** The number of questions that are answered, or skipped if they are optional. */
  answered: number;
  total: number;
  /** When the draft was last copied; undefined if the person has not begun. */
  copiedAt: Date | undefined;
  /** Whether answers were changed after the last version was handed in. */
  changedSince: boolean;
}

/**
 * The progress of these people from the copies of their drafts, in the order of `asked`. The number of queries does not
 * depend on the number of people. Throws `draft-unreadable`.
 */
export async function loadProgress(
  dependencies: { database: Database; keys: KeyRing },
  asked: readonly AskedPerson[],
): Promise<Progress[]> {
  const cycles = [...new Map(asked.map(({ cycle }) => [cycle._id, cycle])).values()];
  const drafts = new Map<string, { state: FlowState; copiedAt: Date }>();
  const wish = { form: SELF_REVIEW, cycles: cycles.map(({ _id }) => _id) };
  for await (const { author, cycle, copiedAt, fields } of readDrafts(dependencies, wish)) {
    drafts.set(`${author} ${cycle}`, { state: decodeState(fields), copiedAt });
  }
  const subjects = await loadSubjects(dependencies.database, asked);
  const flowOf = createFlows(cycles);
  return asked.map(({ person, cycle }, index): Progress => {
    const flow = flowOf(cycle, subjects[index] as Subject);
    const draft = drafts.get(`${person._id} ${cycle._id}`);
    const state = draft?.state ?? start(flow, new Date(0).toISOString());
    const changedSince = state.draft.facts.submission?.changedSince === true;
    const { answered, skipped, total } = summarize(flow, state);
    return { answered: answered + skipped, total, copiedAt: draft?.copiedAt, changedSince };
  });
}

/** People with the same roles and items are asked the same questions; their flow is compiled once. */
function createFlows(cycles: readonly Cycle[]): (cycle: Cycle, subject: Subject) => Flow {
  const packs = new Map(cycles.map((cycle) => [cycle._id, packOf(cycle)]));
  const flows = new Map<string, Flow>();
  return (cycle, subject) => {
    const pack = packs.get(cycle._id) as Pack;
    // `asked` has only people whom a form asks, so there is one.
    const form = findForm(pack, { becomes: 'self-review', roles: subject.roles }) as Form;
    const version = flowVersion(pack, { form, subject });
    const flow = flows.get(version) ?? compileForm(pack, { form, subject });
    flows.set(version, flow);
    return flow;
  };
}

/** The subjects of these people. The texts of their items stay sealed, because they do not change any number. */
async function loadSubjects(database: Database, asked: readonly AskedPerson[]): Promise<Subject[]> {
  const items = await loadItems(database, [...new Set(asked.map(({ cycle }) => cycle.year))]);
  return asked.map(({ person, roles, cycle }): Subject => {
    const itemsOf = (list: keyof typeof items) => items[list].get(`${person._id} ${cycle.year}`) ?? [];
    return {
      roles: [...roles],
      commitments: itemsOf('commitments'),
      remedies: itemsOf('remedies'),
      suggestions: itemsOf('suggestions'),
    };
  });
}

type ItemsOfPeople = Map<string, Item[]>;

/** Items by person and the year of the review that asks about them. */
async function loadItems(database: Database, years: readonly number[]) {
  const items = { commitments: new Map(), remedies: new Map(), suggestions: new Map() } as Record<
    'commitments' | 'remedies' | 'suggestions',
    ItemsOfPeople
  >;
  for (const year of years) {
    const [commitments, remedies, suggestions] = await Promise.all([
      listCommitmentKeys(database, { year: year - 1 }),
      listRemedyKeys(database, { year: year - 1 }),
      listSuggestionKeys(database, { year }),
    ]);
    for (const { person, ...one } of commitments) addItem(items.commitments, `${person} ${year}`, one);
    for (const { person, ...one } of remedies) addItem(items.remedies, `${person} ${year}`, one);
    for (const { subject, ...one } of suggestions) addItem(items.suggestions, `${subject} ${year}`, one);
  }
  return items;
}

function addItem(items: ItemsOfPeople, key: string, { year, item }: { year: number; item: number }): void {
  const present = items.get(key) ?? [];
  present.push({ id: `${year}-${item}`, text: '' });
  items.set(key, present);
}
