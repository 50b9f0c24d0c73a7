import { createHash } from 'node:crypto';
import { canonical } from './canonical.ts';
import { checkConditions } from './check-conditions.ts';
import { checkDates } from './check-dates.ts';
import { checkFormat } from './check-format.ts';
import { checkSchema } from './check-schema.ts';
import { checkTexts } from './check-texts.ts';
import { checkRepeats, checkSettings } from './check-values.ts';
import { inherit } from './inherit.ts';
import { type Mistake, type PackIssue, shown } from './issues.ts';
import { at, outlineOf } from './outline.ts';
import type { Pack, PackContent } from './schema.ts';
import { readSource, type Source } from './source.ts';

/** What a pack is made of as it lies in its folder. */
export interface PackFiles {
  /** The text of its `pack.yaml`. */
  text: string;
  papers?: Pack['papers'];
}

type Loaded = { pack: Pack } | { issues: PackIssue[] };

/**
 * Reads a pack; `known` are the packs that it can inherit from, by id. Returns the pack, or every mistake in its
 * text in the order of the lines (for broken YAML only the first, because the rest cannot be parsed, and for another format
 * only that). Never throws.
 */
export function loadPack(files: PackFiles, known: ReadonlyMap<string, PackFiles> = new Map()): Loaded {
  const source = readSource(files.text);
  if (!('value' in source)) return { issues: inOrder(source.issues) };
  const format = checkFormat(source.value);
  if (format !== undefined) return { issues: [source.locate(format)] };
  const id = at(source.value, 'inherits');
  if (id === undefined) return finish({ source, files, raw: source.value });
  const found = typeof id === 'string' ? known.get(id) : undefined;
  const base = found === undefined ? undefined : loadPack(found);
  if (base !== undefined && 'pack' in base) {
    const { raw, mistakes, ownPathOf } = inherit(source.value as object, base.pack);
    const locate = (mistake: Mistake) => source.locate({ ...mistake, path: ownPathOf(mistake.path) });
    const issues = [...source.issues, ...mistakes.map(source.locate)];
    return finish({ source: { ...source, locate, issues }, files, raw, base: base.pack });
  }
  const details = { value: shown(id), allowed: [...known.keys()].join(', ') };
  const code = base === undefined ? 'unknown-pack' : 'broken-pack';
  return { issues: inOrder([...source.issues, source.locate({ path: ['inherits'], code, details })]) };
}

/** Checks the content of a pack, with what it inherits. */
function finish(read: { source: Source; files: PackFiles; raw: unknown; base?: Pack }): Loaded {
  const { source, files, raw, base } = read;
  const outline = outlineOf(raw);
  const shape = checkSchema(raw);
  const mistakes = [
    ...('mistakes' in shape ? shape.mistakes : []),
    ...checkRepeats(outline),
    ...checkSettings(outline),
    ...checkConditions(outline),
    ...checkTexts(outline),
    ...checkDates(raw),
  ];
  const issues = [...source.issues, ...mistakes.map(source.locate)];
  if (!('content' in shape) || issues.length > 0) return { issues: inOrder(issues) };
  const papers = papersOf([...(base?.papers ?? []), ...(files.papers ?? [])]);
  const inherits = base === undefined ? null : { id: base.id, version: base.version };
  return { pack: { ...shape.content, papers, inherits, version: versionOf(shape.content, papers) } };
}

/** Of two with the same name the later one, which is the pack's own. */
function papersOf(papers: Pack['papers']): Pack['papers'] {
  const byName = new Map(papers.map((paper) => [paper.name, paper]));
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function inOrder(issues: readonly PackIssue[]): PackIssue[] {
  const told = new Map(
    issues.map((issue) => [
      JSON.stringify([issue.path, issue.line, issue.column, issue.code, issue.details]),
      issue,
    ]),
  );
  return [...told.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

function versionOf(content: PackContent, papers: Pack['papers']): string {
  return createHash('sha256').update(canonical({ content, papers })).digest('hex').slice(0, 12);
}
