import type { Path } from './issues.ts';

/** A question or follow-up, as far as it can be read from a file that may have mistakes. */
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

/** A form, as far as it can be read from a file that may have mistakes. */
export interface OutlineForm {
  path: Path;
  raw: unknown;
  /** In the order of asking. */
  steps: OutlineStep[];
}

/** The plain value of a pack, and its forms. */
export interface Outline {
  raw: unknown;
  forms: OutlineForm[];
}

const CHOICES = ['choice', 'choices'];

/** Reads the outline of a pack that may have mistakes anywhere, so that one mistake does not hide the next. */
export function outlineOf(raw: unknown): Outline {
  const forms = listAt(raw, 'forms').map((form, index) => {
    const path = ['forms', index];
    return { path, raw: form, steps: stepsOf(form, { raw, path }) };
  });
  return { raw, forms };
}

function stepsOf(form: unknown, pack: { raw: unknown; path: Path }): OutlineStep[] {
  return listAt(form, 'sections').flatMap((section, place) =>
    listAt(section, 'questions').flatMap((question, index) => {
      const path = [...pack.path, 'sections', place, 'questions', index];
      return questionSteps({ raw: pack.raw, question, path });
    }),
  );
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

function valuesOf(step: unknown, pack: unknown): string[] | undefined {
  const kind = textAt(step, 'kind');
  if (kind === 'level') return idsAt(at(pack, 'levels'), 'options');
  if (kind === 'rank') return idsAt(at(pack, 'ranks'), 'options');
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
