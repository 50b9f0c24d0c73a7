import type { AuditEvent } from '../../models/audit-event.ts';
import { findCollectives } from '../../models/organisation/collective.ts';
import { findPeople } from '../../models/organisation/person.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import { findCycles } from '../../models/review/cycle.ts';
import type { Database } from '../../models/store/connection.ts';

/** What the facts of events are about, by their names; all others are numbers, days or words. */
const ABOUT = {
  units: ['unit', 'from'],
  collectives: ['collective'],
  people: ['member', 'delegate', 'enteredBy'],
  cycles: ['cycle'],
} as const;

/** What was done and by whom, as people know it. */
interface Naming {
  /** The same facts with names in place of codes, and the year of a cycle; those of the reader stay codes. */
  facts(event: AuditEvent): AuditEvent['facts'];
  /** The name of a person. */
  nameOf(code: string): string;
}

/** Looks up the names of all that these events are about, for a reader. */
export async function nameFacts(
  database: Database,
  { events, reader }: { events: readonly AuditEvent[]; reader: string },
): Promise<Naming> {
  const codesOf = (about: keyof typeof ABOUT) => [
    ...new Set(events.flatMap(({ facts }) => ABOUT[about].flatMap((name) => textOf(facts[name])))),
  ];
  const actors = events.flatMap(({ actor }) => (actor.kind === 'person' ? actor.person : []));
  const [units, collectives, people, cycles] = await Promise.all([
    findUnits(database, { codes: codesOf('units') }),
    findCollectives(database, { codes: codesOf('collectives') }),
    findPeople(database, { codes: [...new Set([...codesOf('people'), ...actors])] }),
    findCycles(database, { ids: codesOf('cycles') }),
  ]);
  const names = {
    units: new Map(units.map(({ _id, name }) => [_id, name])),
    collectives: new Map(collectives.map(({ _id, name }) => [_id, name])),
    people: new Map(people.map(({ _id, name }) => [_id, name])),
    cycles: new Map(cycles.map(({ _id, year }) => [_id, String(year)])),
  };
  const aboutOf = (fact: string) =>
    (Object.keys(ABOUT) as (keyof typeof ABOUT)[]).find((about) =>
      ABOUT[about].some((name) => name === fact),
    );
  return {
    nameOf: (code) => names.people.get(code) ?? code,
    facts: ({ facts }) =>
      Object.fromEntries(
        Object.entries(facts).map(([fact, value]) => {
          const about = aboutOf(fact);
          const isKnown = about === undefined || value === reader;
          return [fact, isKnown ? value : (names[about].get(String(value)) ?? value)];
        }),
      ),
  };
}

function textOf(value: string | number | undefined): string[] {
  return typeof value === 'string' ? [value] : [];
}
