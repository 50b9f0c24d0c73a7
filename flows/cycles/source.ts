import { type Document, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { type CycleIssue, type CycleIssueCode, formatPath, type Mistake, type Path, shown } from './issues.ts';
import { offsetOf, pathOf, repeatedKeys } from './yaml-place.ts';

/** Bytes of UTF-8 that a cycle file may have; the one for Plan 58 has less than a tenth. */
export const LARGEST_FILE = 1024 * 1024;

const MOST_ALIASES = 100;
const DEEPEST = 64;

/** The parsed text of a file: its plain value and where in the text each part of it stands. */
export interface Source {
  value: unknown;
  /** Mistakes that do not hide the rest of the file: keys written twice. */
  issues: CycleIssue[];
  locate(mistake: Mistake): CycleIssue;
}

interface Parsed {
  document: Document;
  lines: LineCounter;
}

const SYNTAX_CODES: Record<string, CycleIssueCode> = {
  BAD_INDENT: 'bad-indent',
  MISSING_CHAR: 'missing-character',
  MULTIPLE_DOCS: 'several-documents',
  RESOURCE_EXHAUSTION: 'too-deep',
  TAB_AS_INDENT: 'tab-indent',
  TAG_RESOLVE_FAILED: 'unknown-tag',
};

/**
 * Parses the YAML of a cycle file. Where its syntax is broken, only that is told: what follows a broken line
 * would be guesses.
 */
export function readSource(text: string): Source | { issues: CycleIssue[] } {
  const size = Buffer.byteLength(text);
  if (size > LARGEST_FILE) return { issues: [atStart('file-too-big', { size, limit: LARGEST_FILE })] };
  const parsed = parse(text);
  const { document, lines } = parsed;
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) return { issues: broken.map((error) => syntaxIssue(error, lines)) };
  if (document.contents === null) return { issues: [atStart('empty-file')] };
  const { stopping, repeated } = inspect(parsed);
  return stopping.length > 0 ? { issues: [...stopping, ...repeated] } : valueOf(parsed, repeated);
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
    logLevel: 'silent',
  });
  return { document, lines };
}

function valueOf(parsed: Parsed, issues: CycleIssue[]): Source | { issues: CycleIssue[] } {
  const { document, lines } = parsed;
  const locate = ({ path, code, details = {}, atKey = false }: Mistake): CycleIssue => {
    const place = placeAt(offsetOf({ document, path, atKey }), lines);
    return { path: formatPath(path), ...place, code, details };
  };
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }), issues, locate };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { issues: [...issues, atStart('too-many-aliases', { limit: MOST_ALIASES })] };
  }
}

/** What the parser lets pass: structures that never end or end too deep (`stopping`), and keys written twice. */
function inspect({ document, lines }: Parsed): { stopping: CycleIssue[]; repeated: CycleIssue[] } {
  const stopping: CycleIssue[] = [];
  const repeated: CycleIssue[] = [];
  const issueAt = (node: Node, path: Path, told: Pick<CycleIssue, 'code' | 'details'>): CycleIssue => ({
    path: formatPath(path),
    ...placeAt(node.range?.[0] ?? 0, lines),
    ...told,
  });
  visit(document, {
    Collection(_key, node, ancestors) {
      if (ancestors.length <= 2 * DEEPEST) return undefined;
      stopping.push(issueAt(node, [], { code: 'too-deep', details: { limit: DEEPEST } }));
      return visit.BREAK;
    },
    Scalar(key, node, ancestors) {
      const pair = ancestors.at(-1);
      const map = ancestors.at(-2);
    },
  });
  return { stopping, repeated };
}
