import { issueAt, issueOfList } from './issue.ts';
import { codesOf, type Known } from './known.ts';
import type { LocatedRows } from './read-rows.ts';
import { type IdentityAnswers, type ImportIssue, isDoubt } from './table.ts';

const CODED = ['units', 'collectives', 'people'] as const;

/** What was found out about a row: an issue, or a note. */
export interface Finding {
  told: ImportIssue;
  /** Whose row it is where it is not in doubt. */
  is?: string;
}

interface Given {
  answers: IdentityAnswers;
  rows: LocatedRows;
  /** The codes of all rows, also of those that were not understood. */
  declared: ReadonlySet<string>;
  known: Known;
  findings: readonly Finding[];
}

/** Answers about one row that contradict each other, and answers to what was not asked. */
export function checkIdentityAnswers(given: Given): ImportIssue[] {
  const { answers, declared } = given;
  const kept = keptCodes(given);
  const asked = new Set(given.findings.filter(isSettled).map(({ told }) => pairOf(told.details)));
  const known = new Set(
    given.findings.flatMap(({ told, is }) => (is === undefined ? [] : told.details.code)),
  );
  const all = [
    ...answers.same.map((pair) => ({
      code: pair.code,
      answer: pair.code === pair.known ? `--same ${pair.code}` : `--same ${pair.code}=${pair.known}`,
      isAsked: asked.has(pairOf(pair)) || (pair.code === pair.known && kept.has(pair.code)),
    })),
    ...answers.different.map((code) => ({
      ...{ code, answer: `--different ${code}` },
      isAsked: !known.has(code),
    })),
  ];
  const places = placesIn(given.rows);
  return [...Map.groupBy(all, ({ code }) => code)].flatMap(([who, some]) => {
    const said = [...new Set(some.map(({ answer }) => answer))];
    const details = { who, answer: said.join(', ') };
    const place = places.get(who);
    // Of a row that was not understood nobody can tell.
    if (place === undefined) return declared.has(who) ? [] : [issueOfList('answer-without-row', details)];
    if (said.length > 1) return [issueAt(place, { code: 'answers-differ', details })];
    return some.every(({ isAsked }) => isAsked) ? [] : [issueAt(place, { code: 'answer-unasked', details })];
  });
}

/** Codes of rows that are stored: an answer that they keep whom they stand for changes nothing. */
function keptCodes({ rows, known }: Given): ReadonlySet<string> {
  const places = placesIn(rows);
  return new Set(codesOf(known).filter((code) => places.has(code)));
}

/** Whether it can be answered, or needs no answer because it is known. */
function isSettled({ told, is }: Finding): boolean {
  return isDoubt(told) || is !== undefined;
}

function pairOf({ code, known }: ImportIssue['details']): string {
  return JSON.stringify([code, known]);
}

/** Where each row has its own code. */
function placesIn(rows: LocatedRows) {
  return new Map(
    CODED.flatMap((table) =>
      rows[table].map(({ line, row }) => [row._id, { table, line, field: '_id' } as const] as const),
    ),
  );
}
