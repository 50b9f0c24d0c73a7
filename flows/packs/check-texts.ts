import { hiddenIn } from '../answers/hidden-characters.ts';
import { LANGUAGES } from '../forms/definition.ts';
import { PLACEHOLDERS, placeholdersIn } from '../forms/placeholders.ts';
import type { Mistake, Path } from './issues.ts';
import { shown } from './issues.ts';
import { at, type Outline, textAt } from './outline.ts';

const FILLED_FIELDS = ['heading', 'prompt', 'help'];

/** Finds invisible characters and placeholders that nothing would fill, in every text of the pack. */
export function checkTexts({ raw, forms }: Outline): Mistake[] {
  const steps = forms.flatMap((form) => form.steps);
  const repeated = steps.filter((step) => at(step.question.raw, 'forEach') !== undefined);
  const filled = new Set(
    repeated.flatMap((step) =>
      FILLED_FIELDS.flatMap((field) => LANGUAGES.map((language) => [...step.path, field, language].join())),
    ),
  );
  const mistakes = textsIn(raw, []).flatMap(({ path, text }) => [
    ...invisibleIn(text, path),
    ...(isShown(path) ? badPlaceholders({ text, path, isFilled: filled.has(path.join()) }) : []),
  ]);
  const hidden = repeated
    .filter((step) => step === step.question)
    .flatMap((step) => promptsWithoutItem(step.raw, step.path));
  return [...mistakes, ...hidden];
}

function textsIn(value: unknown, path: Path): { path: Path; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((one, index) => textsIn(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => textsIn(one, [...path, key]));
}

function isShown(path: Path): boolean {
  return LANGUAGES.some((language) => language === path.at(-1));
}

function invisibleIn(text: string, path: Path): Mistake[] {
  const [character] = hiddenIn(text);
  return character === undefined ? [] : [{ path, code: 'control-character', details: { character } }];
}

function badPlaceholders({
  text,
  path,
  isFilled,
}: {
  text: string;
  path: Path;
  isFilled: boolean;
}): Mistake[] {
  const allowed = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');
  return [...new Set(placeholdersIn(text))].flatMap((name): Mistake[] => {
    const placeholder = `{${shown(name)}}`;
    if (!PLACEHOLDERS.some((known) => known === name)) {
      return [{ path, code: 'unknown-placeholder', details: { placeholder, allowed } }];
    }
    return isFilled ? [] : [{ path, code: 'placeholder-not-here', details: { placeholder } }];
  });
}

// Without the placeholder people would answer for an item that they cannot see.
function promptsWithoutItem(raw: unknown, path: Path): Mistake[] {
  return LANGUAGES.flatMap((language): Mistake[] => {
    const prompt = textAt(at(raw, 'prompt'), language);
    if (prompt === undefined || prompt.trim() === '' || placeholdersIn(prompt).includes('text')) return [];
    return [{ path: [...path, 'prompt', language], code: 'for-each-without-text', details: {} }];
  });
}
