import type { Path } from './issues.ts';

/** A question or follow-up as far as a file with mistakes gives one. */
export interface OutlineStep {
  path: Path;
  /** What `when` calls it: `question` or `question/follow-up`. */
  name: string;
  raw: unknown;
  /** The question that it follows; itself for a question. */
  question: OutlineStep;
  /** Ids that its answer can have; undefined where it has none, as a text. */
  values: string[] | undefined;
}

/** The steps of a file in the order of asking, and the file's plain value. */
export interface Outline {
  raw: unknown;
  steps: OutlineStep[];
}

const CHOICES = ['choice', 'choices'];

/** Finds the steps of a file that may be wrong anywhere, so that one mistake does not hide the next. */
export function outlineOf(raw: unknown): Outline {
  const sections = listAt(at(raw, 'selfReview'), 'sections');
  const steps = sections.flatMap((section, place) =>
    listAt(section, 'questions').flatMap((question, index) => {
      const path = ['selfReview', 'sections', place, 'questions', index];
      return questionSteps({ raw, question, path });
    }),
  );
  return { raw, steps };
}

function questionSteps({
  raw,
  question,
  path,
}: {
  raw: unknown;
  question: unknown;
  path: Path;
}): OutlineStep[] {
  const name = textAt(question, 'id') ?? '';
  const first: Omit<OutlineStep, 'question'> = { path, name, raw: question, values: valuesOf(question, raw) };
  const self: OutlineStep = Object.assign(first, { question: first as OutlineStep });
  const followUps = listAt(question, 'followUps').map((followUp, index) => ({
    path: [...path, 'followUps', index],
    name: `${name}/${textAt(followUp, 'id') ?? ''}`,
    raw: followUp,
    question: self,
    values: valuesOf(followUp, raw),
  }));
  return [self, ...followUps];
}

function valuesOf(step: unknown, file: unknown): string[] | undefined {
  const kind = textAt(step, 'kind');
  if (kind === 'level') return idsAt(file, 'levels');
  if (kind === 'rank') return idsAt(file, 'ranks');
  return kind !== undefined && CHOICES.includes(kind) ? idsAt(step, 'options') : undefined;
}

/** What a map holds under a key; undefined where it is no map or has none. */
export function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** Like `at`, for a text; undefined for anything else. */
export function textAt(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** Like `at`, for a number; undefined for anything else. */
export function numberAt(value: unknown, key: string): number | undefined {
  const found = at(value, key);
  return typeof found === 'number' ? found : undefined;
}

/** Like `at`, for a list; empty for anything else. */
export function listAt(value: unknown, key: string): unknown[] {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
}

/** Texts of a list; what is no text is left out. */
export function textsAt(value: unknown, key: string): string[] {
  return listAt(value, key).filter((one) => typeof one === 'string');
}

/** Ids of the maps of a list. */
function idsAt(value: unknown, key: string): string[] {
  return listAt(value, key).flatMap((one) => textAt(one, 'id') ?? []);
}
