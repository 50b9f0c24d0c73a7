import type { Coded } from '../../models/organisation/other-codes.ts';
import { formatDate } from '../words/dates.ts';
import type { Documents } from './documents.ts';
import { foldCode } from './fold-code.ts';
import { codesOf, type Known } from './known.ts';
import type { ImportIssue } from './table.ts';

/** That a code in the lists stands for what is stored under another one, as the office said. */
export interface SaidSame {
  code: string;
  known: string;
}

/** What a remembered code stands for, and since when, `YYYY-MM-DD`. */
export interface Remembered {
  known: Coded & { name: string };
  since: string;
}

const CODED = ['units', 'collectives', 'people'] as const;

/** What the office said at earlier imports, by `foldCode`; a code that something has of its own stands for nothing else. */
export function rememberedIn(known: Pick<Known, (typeof CODED)[number]>): ReadonlyMap<string, Remembered> {
  const taken = new Set(codesOf(known).map(foldCode));
  const all = CODED.flatMap((table): (Coded & { name: string })[] => [...known[table]]);
  const entries = all.flatMap((one) =>
    (one.otherCodes ?? []).map(({ code, since }) => [foldCode(code), { known: one, since }] as const),
  );
  return new Map(entries.filter(([fold]) => !taken.has(fold)));
}

/** The note that a code was taken for what the office said. */
export function rememberedNote(
  code: string,
  { known, since }: Remembered,
): Pick<ImportIssue, 'code' | 'details'> {
  const details = { code, known: known._id, name: known.name, day: formatDate(since, 'vi') };
  return { code: 'code-remembered', details };
}

/** The documents with the codes that the office said earlier are theirs, and those that it says now. */
export function keepOtherCodes(
  documents: Documents,
  { known, said, today }: { known: Known; said: readonly SaidSame[]; today: string },
): Documents {
  const stored = new Map(
    CODED.flatMap((table): Coded[] => [...known[table]]).map((one) => [one._id, one.otherCodes ?? []]),
  );
  const added = Map.groupBy(said, (one) => one.known);
  const keep = <Document extends Coded>(document: Document): Document => {
    const { otherCodes: _read, ...rest } = document;
    const before = stored.get(document._id) ?? [];
    const fresh = (added.get(document._id) ?? [])
      .filter(({ code }) => before.every((one) => one.code !== code))
      .map(({ code }) => ({ code, since: today }));
    const otherCodes = [...before, ...fresh];
    // Without the field where there is nothing to keep, as it is stored.
    return (otherCodes.length === 0 ? rest : { ...rest, otherCodes }) as Document;
  };
  return {
    ...documents,
    units: documents.units.map(keep),
    collectives: documents.collectives.map(keep),
    people: documents.people.map(keep),
  };
}
