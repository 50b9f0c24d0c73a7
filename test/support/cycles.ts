import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Item, Subject } from '../../flows/compile.ts';
import { type Cycle, loadCycle } from '../../flows/cycles/load.ts';
import type { Flow, Step } from '../../flows/definition.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Text of a small cycle file that is right. */
export const SAMPLE_CYCLE = readFileSync(join(ROOT, 'test/fixtures/cycles/sample.yaml'), 'utf8');

/** Text of the cycle file for Plan 58. */
export const PLAN_58 = readFileSync(join(ROOT, 'flows/cycles/plan-58-2018.yaml'), 'utf8');

/** Loads a file that must be right. */
export function cycleOf(text: string): Cycle {
  const result = loadCycle(text);
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.cycle;
}

/** A member without items, unless `given` says otherwise. */
export function subject(given: Partial<Subject> = {}): Subject {
  return { roles: ['member'], commitments: [], remedies: [], suggestions: [], ...given };
}

/** A leader with these commitments. */
export function leaderWith(...commitments: Item[]): Subject {
  return subject({ roles: ['leader'], commitments });
}

/** Ids of the steps, in order. */
export function idsOf(flow: Flow): string[] {
  return flow.steps.map(({ id }) => id);
}

/** The step with this id, which must be there. */
export function stepOf(flow: Flow, id: string): Step {
  const step = flow.steps[flow.indexOf.get(id) ?? -1];
  if (step === undefined) throw new Error(`no step ${id} in ${idsOf(flow).join(', ')}`);
  return step;
}
