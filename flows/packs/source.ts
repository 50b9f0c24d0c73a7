import {
  type Document,
  isCollection,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { formatPath, type Mistake, type PackIssue, type PackIssueCode, type Path, shown } from './issues.ts';
import { offsetOf, pathOf, repeatedKeys } from './yaml-place.ts';

/** Bytes of UTF-8 that a pack may have; the one for Plan 58 has less than a tenth. */
export const LARGEST_FILE = 1024 * 1024;

const MOST_ALIASES = 100;
const DEEPEST = 64;

/** The parsed text of a file: its plain value and where in the text each part of it stands. */
export interface Source {
  value: unknown;
  /** Mistakes that do not hide the rest of the file: keys written twice. */
  issues: PackIssue[];
  locate(mistake: Mistake): PackIssue;
}

interface Parsed {
  document: Document;
  lines: LineCounter;
}

const SYNTAX_CODES: Record<string, PackIssueCode> = {
  BAD_INDENT: 'bad-indent',
  MISSING_CHAR: 'missing-character',
  MULTIPLE_DOCS: 'several-documents',
  RESOURCE_EXHAUSTION: 'too-deep',
  TAG_RESOLVE_FAILED: 'unknown-tag',
};

/**
 * Parses the YAML of a pack. If its syntax is broken, only that is reported, because what follows a broken line cannot be
 * read reliably.
 */
export function readSource(text: string): Source | { issues: PackIssue[] } {
  const size = Buffer.byteLength(text);
  if (size > LARGEST_FILE) return { issues: [atStart('file-too-big', { size, limit: LARGEST_FILE })] };
  const parsed = parse(text);
  const { document, lines } = parsed;
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) return { issues: syntaxIssues(text, { errors: broken, lines }) };
  if (document.contents === null) return { issues: [atStart('empty-file')] };
  const { stopping, repeated } = inspect(parsed);
  return stopping.length > 0 ? { issues: [...stopping, ...repeated] } : withValue(parsed, repeated);
}

function parse(text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'core',
    lineCounter: lines,
    // Found by `inspect`: the parser would compare every key with every other one.
    uniqueKeys: false,
    stringKeys: true,
    prettyErrors: false,
  });
  return { document, lines };
}

function withValue(parsed: Parsed, issues: PackIssue[]): Source | { issues: PackIssue[] } {
  const { document, lines } = parsed;
  const locate = ({ path, code, details = {}, atKey }: Mistake): PackIssue => {
    const place = placeAt(offsetOf({ document, path, atKey: atKey === true }), lines);
    return { path: formatPath(path), ...place, code, details };
  };
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }), issues, locate };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { issues: [...issues, atStart('too-many-aliases', { limit: MOST_ALIASES })] };
  }
}

/** Finds what the parser accepts: structures that are too deep or endless (`stopping`), and repeated keys. */
function inspect({ document, lines }: Parsed): { stopping: PackIssue[]; repeated: PackIssue[] } {
  const stopping: PackIssue[] = [];
  const repeated: PackIssue[] = [];
  const issueAt = (node: Node, path: Path, told: Pick<PackIssue, 'code' | 'details'>): PackIssue => ({
    path: formatPath(path),
    ...placeAt(node.range?.[0] ?? 0, lines),
    ...told,
  });
  visit(document, {
    Collection(_key, node, ancestors) {
      if (ancestors.filter(isCollection).length >= DEEPEST) {
        stopping.push(issueAt(node, [], { code: 'too-deep', details: { limit: DEEPEST } }));
        return visit.BREAK;
      }
      for (const { node: key, name } of repeatedKeys(node)) {
        const path = [...pathOf(ancestors, node), name];
        repeated.push(issueAt(key, path, { code: 'duplicate-key', details: { key: shown(name) } }));
      }
      return undefined;
    },
    Alias(_key, alias, ancestors) {
      const target = alias.resolve(document);
      const path = pathOf(ancestors, alias);
      if (target === undefined) {
        stopping.push(issueAt(alias, path, { code: 'bad-alias', details: { alias: alias.source } }));
      } else if (ancestors.includes(target)) {
        const details = { limit: MOST_ALIASES };
        stopping.push(issueAt(alias, path, { code: 'too-many-aliases', details }));
      }
    },
  });
  return { stopping, repeated };
}

/** Only the first mistake: what the parser reports after it is unreliable. */
function syntaxIssues(text: string, { errors, lines }: { errors: readonly YAMLError[]; lines: LineCounter }) {
  const tabs = tabIssue(text, { errors, lines });
  if (tabs !== undefined) return [tabs];
  const first = errors.toSorted((one, other) => one.pos[0] - other.pos[0])[0] as YAMLError;
  const place = placeAt(first.pos[0], lines);
  const details = { text: shown(text.split('\n')[place.line - 1]?.trim() ?? '') };
  return [{ path: '', ...place, code: syntaxCode(first), details }];
}

const MOST_LINES_NAMED = 10;

/** All lines that begin with a Tab, reported as one mistake. */
function tabIssue(
  text: string,
  { errors, lines }: { errors: readonly YAMLError[]; lines: LineCounter },
): PackIssue | undefined {
  const broken = new Set(errors.map((error) => placeAt(error.pos[0], lines).line));
  const indented = text.split('\n').flatMap((line, index) => (/^ *\t/.test(line) ? [index + 1] : []));
  const first = indented.find((line) => broken.has(line));
  if (first === undefined) return undefined;
  const all = indented.filter((line) => line >= first);
  const named = all.slice(0, MOST_LINES_NAMED).join(', ');
  const details = { lines: all.length > MOST_LINES_NAMED ? `${named} …` : named };
  return { path: '', line: first, column: 1, code: 'tab-indent', details };
}

// The parser reports an unclosed bracket also as a next line that is not indented.
function syntaxCode({ code, message }: YAMLError): PackIssueCode {
  const isUnclosed = code === 'BAD_INDENT' && / end with /.test(message);
  return isUnclosed ? 'missing-character' : (SYNTAX_CODES[code] ?? 'syntax');
}

function placeAt(offset: number, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function atStart(code: PackIssueCode, details: PackIssue['details'] = {}): PackIssue {
  return { path: '', line: 1, column: 1, code, details };
}
