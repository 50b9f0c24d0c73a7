import type { Mistake, Path } from './issues.ts';
import { shown } from './issues.ts';
import { at, listAt, type Outline, type OutlineForm, type OutlineStep, textAt, textsAt } from './outline.ts';

interface Reference {
  /** The step that has the condition. */
  by: OutlineStep;
  place: number;
  condition: unknown;
  path: Path;
}

/** Finds `when` conditions that can never be met: they name a question or value that is unknown, later or not asked. */
export function checkConditions({ forms }: Outline): Mistake[] {
  return forms.flatMap(checkForm);
}

function checkForm({ steps }: OutlineForm): Mistake[] {
  const places = new Map<string, { place: number; step: OutlineStep }>();
  steps.forEach((step, place) => {
    if (!places.has(step.name)) places.set(step.name, { place, step });
  });
  return steps.flatMap((by, place) =>
    leavesOf({ by, place, condition: at(by.raw, 'when'), path: [...by.path, 'when'] }).flatMap((reference) =>
      checkReference(reference, places),
    ),
  );
}

function leavesOf(reference: Reference): Reference[] {
  const { condition, path } = reference;
  const branches = ['any', 'all'].flatMap((key) =>
    listAt(condition, key).flatMap((part, index) =>
      leavesOf({ ...reference, condition: part, path: [...path, key, index] }),
    ),
  );
  return textAt(condition, 'answer') === undefined ? branches : [...branches, reference];
}

/** `places` has the place of each step in the order of asking, by the name that `when` uses. */
function checkReference(
  reference: Reference,
  places: ReadonlyMap<string, { place: number; step: OutlineStep }>,
): Mistake[] {
  const { by, place, condition } = reference;
  const name = textAt(condition, 'answer') ?? '';
  const path = [...reference.path, 'answer'];
  const details = { question: shown(name) };
  const found = places.get(name);
  if (found === undefined) return [{ path, code: 'when-unknown-question', details }];
  if (found.place === place) return [{ path, code: 'when-itself', details }];
  if (found.place > place) return [{ path, code: 'when-later-question', details }];
  const target = found.step;
  if (target.values === undefined) return [{ path, code: 'when-without-options', details }];
  return [...checkAsked(target, { by, path }), ...checkValues(target, reference)];
}

function checkAsked(target: OutlineStep, { by, path }: { by: OutlineStep; path: Path }): Mistake[] {
  const [asked, asking] = [target.question, by.question];
  if (asked === asking) return [];
  const details = { question: shown(target.name) };
  if (at(asked.raw, 'forEach') !== undefined) return [{ path, code: 'when-repeated-question', details }];
  const ifNone = at(asked.raw, 'ifNone');
  const isCovered =
    hasRolesOf(asked.raw, asking.raw) && (ifNone === undefined || ifNone === at(asking.raw, 'ifNone'));
  return isCovered ? [] : [{ path, code: 'when-not-asked', details }];
}

function hasRolesOf(asked: unknown, asking: unknown): boolean {
  const [all, some] = [textsAt(asked, 'for'), textsAt(asking, 'for')];
  if (all.length === 0) return true;
  return some.length > 0 && some.every((role) => all.includes(role));
}

function checkValues(target: OutlineStep, { condition, path }: Reference): Mistake[] {
  return ['is', 'isNot'].flatMap((key) =>
    listAt(condition, key).flatMap((value, index): Mistake[] => {
      if (typeof value !== 'string' || target.values?.includes(value)) return [];
      const details = {
        value: shown(value),
        question: shown(target.name),
        allowed: (target.values ?? []).join(', '),
      };
      return [{ path: [...path, key, index], code: 'when-unknown-value', details }];
    }),
  );
}
