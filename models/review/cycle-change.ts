import { Schema } from 'mongoose';
import type { ActorName } from '../policies/actor.ts';
import type { KeyRing } from '../store/encryption.ts';

/** Whom a change of a cycle is about: all whom it asks, a unit with everything below it, or one person. */
export type ChangeScope = { kind: 'all'; code: null } | { kind: 'unit' | 'person'; code: string };

/** The days of a cycle that can be extended: by when drafts are handed in, and before when papers are sent up. */
export const EXTENDABLE_DAYS = ['draftsDue', 'papersBefore'] as const;
export type ExtendableDay = (typeof EXTENDABLE_DAYS)[number];

const CHANGE_KINDS = ['reopened', 'extended', 'excluded', 'included'] as const;

/** One decision about a cycle after it was opened. Decisions are only added; of several about the same the newest counts. */
export interface CycleChange {
  /** Id of the command. */
  id: string;
  kind: (typeof CHANGE_KINDS)[number];
  of: ChangeScope;
  /** Of an extension: which day. */
  date: ExtendableDay | null;
  /** Of an extension: the new day, `YYYY-MM-DD`. */
  day: string | null;
  /** The reason; sealed, see `openReason`. */
  why: string;
  /** Of the digest of the reason in the audit event. */
  salt: string;
  by: ActorName;
  at: Date;
}

const scope = new Schema<ChangeScope>(
  { kind: { type: String, required: true }, code: { type: String, default: null } },
  { _id: false },
);

export const cycleChangeSchema = new Schema<CycleChange>(
  {
    id: { type: String, required: true },
    kind: { type: String, required: true, enum: CHANGE_KINDS },
    of: { type: scope, required: true },
    date: { type: String, default: null },
    day: { type: String, default: null },
    why: { type: String, required: true },
    salt: { type: String, required: true },
    by: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
  },
  { _id: false, id: false },
);

/** Context under which the reason of a change is sealed. */
export function reasonContext({ id }: Pick<CycleChange, 'id'>): string {
  return `cycle-change/${id}/why`;
}

/** The reason of a change, readable. Throws `envelope-unreadable`. */
export function openReason(keys: Pick<KeyRing, 'open'>, change: Pick<CycleChange, 'id' | 'why'>): string {
  return keys.open(change.why, reasonContext(change));
}

/** A person, and the codes of the units from their own up to the root. */
export interface Place {
  person: string;
  upwards: readonly string[];
}

/** What was decided about a cycle, ready to be asked for many people. */
export interface CycleDecisions {
  /** The latest day that a person was given; undefined where that of the pack holds. */
  extendedDay(place: Place, date: ExtendableDay): string | undefined;
  /** The decision that gave it. */
  extensionFor(place: Place, date: ExtendableDay): CycleChange | undefined;
  /** The last word on whether a person is asked: about themselves, else about the nearest unit; undefined if there is none. */
  ruleFor(place: Place): CycleChange | undefined;
  /** Whether a unit is added to the cycle. */
  hasAdded(unit: string): boolean;
  /** Whether a person was added at any time: what they were asked then is still asked of what they wrote. */
  wasAdded(person: string): boolean;
}

/** Whether a rule adds the person themselves, and not their unit. */
export function addsPerson(rule: CycleChange | undefined): boolean {
  return rule?.kind === 'included' && rule.of.kind === 'person';
}

/** Reads the changes of a cycle, which are in the order in which they were made. */
export function readDecisions(changes: readonly CycleChange[] = []): CycleDecisions {
  const extensions = new Map<string, CycleChange>();
  const rules = new Map<string, CycleChange>();
  const added = new Set<string>();
  for (const change of changes) {
    const { kind, of, date } = change;
    if (kind === 'extended') extensions.set(`${date} ${of.kind} ${of.code}`, change);
    if (kind === 'included' && of.kind === 'person') added.add(of.code);
    if (kind === 'excluded' || kind === 'included') rules.set(`${of.kind} ${of.code}`, change);
  }
  const extensionFor = ({ person, upwards }: Place, date: ExtendableDay): CycleChange | undefined => {
    if (extensions.size === 0) return undefined;
    const scopes = ['all null', `person ${person}`, ...upwards.map((unit) => `unit ${unit}`)];
    return scopes
      .flatMap((of) => extensions.get(`${date} ${of}`) ?? [])
      .sort((one, other) => ((one.day ?? '') < (other.day ?? '') ? -1 : 1))
      .at(-1);
  };
  return {
    extensionFor,
    extendedDay: (place, date) => extensionFor(place, date)?.day ?? undefined,
    ruleFor({ person, upwards }) {
      if (rules.size === 0) return undefined;
      const scopes = [`person ${person}`, ...upwards.map((unit) => `unit ${unit}`)];
      return scopes.map((of) => rules.get(of)).find((rule) => rule !== undefined);
    },
    wasAdded: (person) => added.has(person),
    hasAdded: (unit) => rules.get(`unit ${unit}`)?.kind === 'included',
  };
}
