import type { ReviewExport } from '../../handlers/queries/export-review.ts';
import type { Member } from './member.ts';
import type { Seeded } from './seeded.ts';
import type { Stage } from './stage.ts';
import { isSame, type StoredAnswers, stepsOf, toStored } from './stored.ts';

/** Each is a process of its own, so not everybody's is written out by command. */
const BY_COMMAND = 2;

/** Writes some members' newest versions out as an administrator does, and compares them with what was handed in. */
export async function checkExported(
  stage: Stage,
  { members, seeded }: { members: readonly Member[]; seeded: Seeded },
): Promise<string[]> {
  const able = members.filter(({ recorded, toldAt }) => recorded.size > 0 && toldAt() === undefined);
  const chosen = able.toSorted(() => seeded.next() - 0.5).slice(0, BY_COMMAND);
  const found = await Promise.all(chosen.map((member) => checkOne(stage, member)));
  return found.flat();
}

async function checkOne(stage: Stage, { code, recorded }: Member): Promise<string[]> {
  const number = Math.max(...recorded.keys());
  try {
    const json = await stage.admin('export', '--person', code, '--submission', String(number));
    const stored = answersIn(JSON.parse(json) as ReviewExport);
    const own = recorded.get(number) ?? new Map();
    return stepsOf(own, stored)
      .filter((step) => !isSame(own.get(step) ?? [], stored.get(step)))
      .map((step) => `${code} ${step}: exported otherwise in version ${number}`);
  } catch (error) {
    return [`${code}: ${error}`];
  }
}

/** The answers of an export by question. */
export function answersIn({ answers }: ReviewExport): StoredAnswers {
  return new Map(
    answers.flatMap(({ step, value }) => {
      const stored = toStored(value);
      return stored === undefined ? [] : [[step, stored] as const];
    }),
  );
}
