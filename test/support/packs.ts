import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileForm, findForm, type Item, type Subject } from '../../flows/forms/compile.ts';
import type { Flow, Step } from '../../flows/forms/definition.ts';
import { loadPack } from '../../flows/packs/load.ts';
import type { Pack } from '../../flows/packs/schema.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Text of a small pack that is right. */
export const SAMPLE_PACK = readFileSync(join(ROOT, 'test/fixtures/packs/sample.yaml'), 'utf8');

/** Text of a small pack that is right and inherits from the sample. */
export const INHERITING_PACK = readFileSync(join(ROOT, 'test/fixtures/packs/inheriting.yaml'), 'utf8');

/** Text of the pack for Plan 58. */
export const PLAN_58 = readFileSync(join(ROOT, 'flows/packs/plan-58-2018/pack.yaml'), 'utf8');

/** Loads a pack that must be right. */
export function packFrom(text: string): Pack {
  const result = loadPack({ text });
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.pack;
}

/** The self-review of a subject in a pack; the first form of the pack if no form asks them. */
export function compileSelfReview(pack: Pack, subject: Subject): Flow {
  const form = findForm(pack, { becomes: 'self-review', roles: subject.roles }) ?? pack.forms[0];
  if (form === undefined) throw new Error('the pack has no form');
  return compileForm(pack, { form, subject });
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
