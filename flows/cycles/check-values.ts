import { LANGUAGES } from '../definition.ts';
import type { CycleIssueCode, Mistake, Path } from './issues.ts';
import { shown } from './issues.ts';
import { at, listAt, numberAt, type Outline, type OutlineStep, textAt } from './outline.ts';
import { DEFAULT_LIMITS } from './schema.ts';

/** Finds ids, labels and values that stand twice where each must be told from the others. */
export function checkRepeats({ raw, steps }: Outline): Mistake[] {
  const sections = listAt(at(raw, 'selfReview'), 'sections');
  const questions = steps.filter((step) => step === step.question);
  const ids = [
    repeatsAmong(sections, ['selfReview', 'sections']),
    repeats(
      questions.map((step) => ({ path: [...step.path, 'id'], value: textAt(step.raw, 'id') })),
      'duplicate-id',
    ),
    ...questions.map((step) => repeatsAmong(listAt(step.raw, 'followUps'), [...step.path, 'followUps'])),
  ];
  const options = [
    ...['levels', 'ranks'].map((key) => ({ list: listAt(raw, key), path: [key] })),
    ...steps.map((step) => ({ list: listAt(step.raw, 'options'), path: [...step.path, 'options'] })),
  ].map(({ list, path }) => [...repeatsAmong(list, path), ...repeatedLabels(list, path)]);
  return [...ids, ...options, ...questions.map(repeatedRoles)].flat();
}

/** Finds limits that no answer can meet, and settings of one question that exclude each other. */
export function checkSettings({ steps }: Outline): Mistake[] {
  return steps.flatMap((step) => [...checkLimits(step), ...checkNone(step), ...checkItemLists(step)]);
}

function repeatsAmong(list: readonly unknown[], path: Path): Mistake[] {
  return repeats(
    list.map((one, index) => ({ path: [...path, index, 'id'], value: textAt(one, 'id') })),
    'duplicate-id',
  );
}

function repeatedLabels(list: readonly unknown[], path: Path): Mistake[] {
  return LANGUAGES.flatMap((language) =>
    repeats(
      list.map((one, index) => ({
        path: [...path, index, 'label', language],
        value: textAt(at(one, 'label'), language)?.trim().normalize('NFC'),
      })),
      'duplicate-label',
    ),
  );
}

function repeatedRoles({ raw, path }: OutlineStep): Mistake[] {
  const roles = listAt(raw, 'for').map((value, index) => ({
    path: [...path, 'for', index],
    value: typeof value === 'string' ? value : undefined,
  }));
  return repeats(roles, 'duplicate-value');
}

function repeats(
  named: readonly { path: Path; value: string | undefined }[],
  code: CycleIssueCode,
): Mistake[] {
  const seen = new Set<string>();
  return named.flatMap(({ path, value }): Mistake[] => {
    if (value === undefined || value === '') return [];
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [{ path, code, details: { value: shown(value) } }];
  });
}

function checkLimits({ raw, path }: OutlineStep): Mistake[] {
  const kind = textAt(raw, 'kind') ?? '';
  const { min: defaultMin, max: defaultMax } = defaultLimits(kind);
  const min = kind === 'date' ? textAt(raw, 'min') : (numberAt(raw, 'min') ?? defaultMin);
  const max = kind === 'date' ? textAt(raw, 'max') : (numberAt(raw, 'max') ?? defaultMax);
  if (min === undefined || max === undefined) return [];
  const options = listAt(raw, 'options').length;
  const place = [...path, at(raw, 'min') === undefined ? 'max' : 'min'];
  if (min > max) return [{ path: place, code: 'min-over-max', details: { min, max } }];
  if (kind !== 'choices' || Number(min) <= options) return [];
  return [{ path: place, code: 'min-over-options', details: { min, options } }];
}

function defaultLimits(kind: string): { min?: number; max?: number } {
  return Object.hasOwn(DEFAULT_LIMITS, kind) ? DEFAULT_LIMITS[kind as keyof typeof DEFAULT_LIMITS] : {};
}

function checkNone({ raw, path, values }: OutlineStep): Mistake[] {
  const none = textAt(raw, 'none');
  if (none === undefined || values === undefined || values.includes(none)) return [];
  const details = { value: shown(none), allowed: values.join(', ') };
  return [{ path: [...path, 'none'], code: 'none-not-option', details }];
}

function checkItemLists({ raw, path }: OutlineStep): Mistake[] {
  const list = textAt(raw, 'forEach');
  if (list === undefined || list !== textAt(raw, 'ifNone')) return [];
  return [{ path: [...path, 'ifNone'], code: 'for-each-and-if-none', details: { list: shown(list) } }];
}
