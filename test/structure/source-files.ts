import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { type Program, parseSync } from 'oxc-parser';

const ROOT = resolve(import.meta.dirname, '../..');

/** The folders of the product itself. */
export const PRODUCT = ['bot', 'handlers', 'flows', 'models'];
/** Every folder that may hold code. */
export const CODE = [...PRODUCT, 'test', 'bench', 'docs'];

/** A code file, parsed. `path` starts at the root of the project, with slashes. */
export interface SourceFile {
  path: string;
  text: string;
  program: Program;
  /** Line of an offset, from 1. */
  lineAt(offset: number): number;
}

/** Paths of all files in these folders, hidden ones too. A folder that does not exist has none. */
export function filesIn(...folders: readonly string[]): string[] {
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
    )
    .map((path) => path.replaceAll(sep, '/'))
    .sort();
}

/** Names of the folders at the root, without those that .gitignore leaves out. */
export function foldersAtRoot(): string[] {
  const ignored = ['.git/', ...textOf('.gitignore').split('\n')];
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !ignored.includes(`${entry.name}/`))
    .map((entry) => entry.name);
}

/** Whether the project has such a file or folder. */
export function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

/** Text of a file, given by its path from the root of the project. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const parsed = new Map<string, SourceFile>();

/** The code files in these folders, each parsed once. */
export function sourcesIn(...folders: readonly string[]): SourceFile[] {
  return filesIn(...folders)
    .filter((path) => /\.(ts|js)$/.test(path))
    .map((path) => {
      const source = parsed.get(path) ?? parse(path);
      parsed.set(path, source);
      return source;
    });
}

function parse(path: string): SourceFile {
  const text = textOf(path);
  const { program, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  return { path, text, program, lineAt: linesOf(text) };
}

/** Tells lines by offset, from 1. */
export function linesOf(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\n/g)].map((end) => end.index);
  return (offset) => {
    const line = ends.findIndex((end) => end >= offset);
    return line === -1 ? ends.length + 1 : line + 1;
  };
}

/** Where in a file something stands, as editors open it: `path:line`. */
export function placeOf(file: SourceFile, offset: number): string {
  return `${file.path}:${file.lineAt(offset)}`;
}
