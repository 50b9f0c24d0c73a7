import { LANGUAGES } from '../forms/definition.ts';
import { DEFAULT_LIMITS } from '../forms/schema.ts';
import type { Mistake, PackIssueCode, Path } from './issues.ts';
import { shown } from './issues.ts';
import {
  at,
  listAt,
  numberAt,
  type Outline,
  type OutlineForm,
  type OutlineStep,
  textAt,
  textsAt,
} from './outline.ts';

/** Finds ids, labels and values that stand twice where each must be told from the others. */
export function checkRepeats({ raw, forms }: Outline): Mistake[] {
  const scales = ['levels', 'ranks'].map((key) => ({
    list: listAt(at(raw, key), 'options'),
    path: [key, 'options'],
  }));
  return [
    ...repeatsAmong(
      forms.map((form) => form.raw),
      ['forms'],
    ),
    ...scales.flatMap(({ list, path }) => repeatedOptions(list, path)),
    ...forms.flatMap(repeatsInForm),
  ];
}

function repeatsInForm({ raw, path, steps }: OutlineForm): Mistake[] {
  const questions = steps.filter((step) => step === step.question);
  const ids = [
    repeatsAmong(listAt(raw, 'sections'), [...path, 'sections']),
    repeats(
      questions.map((step) => ({ path: [...step.path, 'id'], value: textAt(step.raw, 'id') })),
      'duplicate-id',
    ),
    ...questions.map((step) => repeatsAmong(listAt(step.raw, 'followUps'), [...step.path, 'followUps'])),
  ];
  const options = steps.map((step) =>
    repeatedOptions(listAt(step.raw, 'options'), [...step.path, 'options']),
  );
  const roles = [{ raw, path, key: 'asks' }, ...questions.map((step) => ({ ...step, key: 'for' }))];
  return [...ids, ...options, ...roles.map(repeatedRoles)].flat();
}

/** Finds limits that no answer can meet, and settings of one question that exclude each other. */
export function checkSettings({ forms }: Outline): Mistake[] {
  const steps = forms.flatMap((form) => form.steps);
  return [
    ...checkAsks(forms),
    ...steps.flatMap((step) => [...checkLimits(step), ...checkNone(step), ...checkItemLists(step)]),
  ];
}

function repeatsAmong(list: readonly unknown[], path: Path): Mistake[] {
  return repeats(
    list.map((one, index) => ({ path: [...path, index, 'id'], value: textAt(one, 'id') })),
    'duplicate-id',
  );
}

function repeatedOptions(list: readonly unknown[], path: Path): Mistake[] {
  return [...repeatsAmong(list, path), ...repeatedLabels(list, path)];
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

function repeatedRoles({ raw, path, key }: { raw: unknown; path: Path; key: string }): Mistake[] {
  const roles = listAt(raw, key).map((value, index) => ({
    path: [...path, key, index],
    value: typeof value === 'string' ? value : undefined,
  }));
  return repeats(roles, 'duplicate-value');
}

function repeats(
  named: readonly { path: Path; value: string | undefined }[],
  code: PackIssueCode,
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

// The first form that asks a role is the one that it hands in.
function checkAsks(forms: readonly OutlineForm[]): Mistake[] {
  const asked = new Set<string>();
  return forms.flatMap(({ raw, path }): Mistake[] => {
    const roles = textsAt(raw, 'asks').map((role) => `${textAt(raw, 'becomes')} ${role}`);
    const isNew = roles.length === 0 || roles.some((role) => !asked.has(role));
    for (const role of roles) asked.add(role);
    return isNew ? [] : [{ path: [...path, 'asks'], code: 'form-never-asked' }];
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
