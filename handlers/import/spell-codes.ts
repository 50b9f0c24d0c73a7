import { foldWord } from '../../flows/answers/normalize.ts';
import { foldCode } from './fold-code.ts';
import { issueAt } from './issue.ts';
import { codesOf, type Known } from './known.ts';
import { rememberedIn, rememberedNote } from './other-codes.ts';
import type { LocatedRows, ReadRows } from './read-rows.ts';
import { CODE_FIELDS, renameCodes } from './rename-codes.ts';
import type { ImportIssue } from './table.ts';
import { TABLES, type TableName } from './tables.ts';

/** The tables whose rows have a code of their own. */
const CODED = ['units', 'collectives', 'people'] as const;
type Coded = (typeof CODED)[number];

/** What has a code: stored, or a row. */
interface Thing {
  table: Coded;
  _id: string;
  name: string;
  birthDate?: string;
}

/** The rows with one spelling for each code. `notes` tell which was taken for which. */
export interface SpelledRows {
  rows: LocatedRows;
  issues: ImportIssue[];
  notes: ImportIssue[];
  /** The spelling of any code in these rows, or as it is stored; undefined for one that is in neither. */
  spell(code: string): string | undefined;
}

/**
 * Gives each code the spelling that is stored, else that of the row which declares it: codes that `foldCode` cannot tell
 * apart are one code. A code that no row declares is what the office said earlier that it is. Two rows with two spellings
 * of one code are an issue, and so is a row that is written differently from what is stored and has nothing else in common
 * with it.
 */
export function spellCodes({ rows, declared }: ReadRows, known: Known): SpelledRows {
  const owners = spellOwners(rows, known);
  const stored = new Set(codesOf(known));
  const remembered = rememberedIn(known);
  const spelling = new Map([...declared, ...stored].map((code) => [foldCode(code), code]));
  const names = new Map(owners.names);
  const notes = [...owners.notes];
  for (const reference of referencesIn(rows)) {
    const { code, place } = reference;
    if (stored.has(code) || declared.has(code) || names.has(code)) continue;
    const meant = spelling.get(foldCode(code));
    const said = remembered.get(foldCode(code));
    if (meant !== undefined) {
      names.set(code, meant);
      notes.push({ ...place, code: 'code-read-as', details: { code, known: meant } });
    } else if (said !== undefined) {
      names.set(code, said.known._id);
      notes.push({ ...place, ...rememberedNote(code, said) });
    }
  }
  const spell = (code: string) => {
    const own = stored.has(code) || declared.has(code) ? code : spelling.get(foldCode(code));
    return own === undefined ? undefined : (owners.names.get(own) ?? own);
  };
  return { rows: renameCodes(rows, names), issues: owners.issues, notes, spell };
}

function spellOwners(rows: LocatedRows, known: Known) {
  const stored = new Map(thingsIn(known).map((thing) => [thing._id, thing]));
  const byFold = new Map([...stored.values()].map((thing) => [foldCode(thing._id), thing]));
  const firsts = new Map<string, { _id: string; line: number }>();
  const names = new Map<string, string>();
  const issues: ImportIssue[] = [];
  const notes: ImportIssue[] = [];
  for (const { line, thing } of ownersIn(rows)) {
    const { _id: code, table } = thing;
    const place = { table, line, field: '_id' } as const;
    const fold = foldCode(code);
    const first = firsts.get(fold);
    if (first === undefined) firsts.set(fold, { _id: code, line });
    else if (first._id !== code && !(stored.has(code) && stored.has(first._id))) {
      // It is told here that they are one, so nothing else has to find them in the same place.
      names.delete(first._id);
      issues.push(
        issueAt(place, { code: 'same-code', details: { code, known: first._id, line: first.line } }),
      );
      continue;
    }
    const same = byFold.get(fold);
    if (same === undefined || stored.has(code)) continue;
    const details = { code, known: same._id, name: same.name };
    if (isAlike(thing, same)) {
      names.set(code, same._id);
      notes.push(issueAt(place, { code: 'code-read-as', details }));
    } else issues.push(issueAt(place, { code: 'same-code-stored', details }));
  }
  return { names, issues, notes };
}

function isAlike(one: Thing, other: Thing): boolean {
  if (one.table !== other.table) return false;
  const isBornAlike = one.birthDate !== undefined && one.birthDate === other.birthDate;
  return isBornAlike || foldWord(one.name) === foldWord(other.name);
}

function thingsIn(known: Known): Thing[] {
  return CODED.flatMap((table) => known[table].map((one) => ({ ...one, table })));
}

function ownersIn(rows: LocatedRows): { line: number; thing: Thing }[] {
  return CODED.flatMap((table) => rows[table].map(({ line, row }) => ({ line, thing: { ...row, table } })));
}

/** Every cell with the code of something else. */
function referencesIn(rows: LocatedRows) {
  return (Object.keys(CODE_FIELDS) as TableName[]).flatMap((name) => {
    const { file, columns } = TABLES[name];
    const fields: readonly string[] = CODE_FIELDS[name].filter((field) => field !== '_id');
    return rows[name].flatMap(({ line, row }) =>
      fields.flatMap((field) => {
        const code = (row as Readonly<Record<string, unknown>>)[field];
        if (typeof code !== 'string') return [];
        const column = (columns as Readonly<Record<string, string>>)[field] ?? null;
        return [{ code, place: { file, line, column } }];
      }),
    );
  });
}
