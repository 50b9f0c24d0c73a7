import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '../../flows/forms/definition.ts';
import type { PackIssue } from '../../flows/packs/issues.ts';
import { loadPack, type PackFiles } from '../../flows/packs/load.ts';
import type { Pack } from '../../flows/packs/schema.ts';
import { AppError } from '../../models/store/errors.ts';
import { readRegularFile } from '../admin/read-regular-file.ts';
import type { Locales } from '../i18n.ts';

/** The packs that come with the product, a folder each; others inherit from them. */
const PACKS = fileURLToPath(new URL('../../flows/packs', import.meta.url));
const CONTENT = 'pack.yaml';
const PAPERS = 'papers';

/** More than a file of a pack may have; how many bytes its text may have, is said with its other mistakes. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Reads and checks a pack: a folder with `pack.yaml` and the templates in `papers/`, or a single file with the
 * content. Throws `file-unreadable`, `import-not-a-file`, `file-encoding`, or `pack-invalid` with every mistake.
 */
export async function readPack(path: string, locales: Locales): Promise<Pack> {
  const file = (await isFolder(path)) ? join(path, CONTENT) : path;
  const loaded = loadPack(await readFiles(file), await readKnownPacks());
  if ('pack' in loaded) return loaded.pack;
  throw new AppError('pack-invalid', {
    message: 'The pack has mistakes',
    details: { file, count: loaded.issues.length },
    lines: describeIssues(file, loaded.issues, locales),
  });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch((cause: unknown) => Promise.reject(unreadable(path, cause)))).isDirectory();
}

async function readKnownPacks(): Promise<Map<string, PackFiles>> {
  const folders = (await readdir(PACKS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const packs = folders.map(
    async ({ name }): Promise<[string, PackFiles]> => [name, await readFiles(join(PACKS, name, CONTENT))],
  );
  return new Map(await Promise.all(packs));
}

/** A pack's text; its papers, too, where it is the `pack.yaml` of a folder. */
async function readFiles(file: string): Promise<PackFiles> {
  const text = await readText(file);
  if (basename(file) !== CONTENT) return { text };
  return { text, papers: await readPapers(join(dirname(file), PAPERS)) };
}

async function readPapers(folder: string): Promise<Pack['papers']> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) =>
    cause.code === 'ENOENT' ? [] : Promise.reject(unreadable(folder, cause)),
  );
  // What an office program or a file manager keeps there for itself is no template.
  const papers = names.filter((name) => !/^[.~]/.test(name)).sort();
  return await Promise.all(
    papers.map(async (name) => {
      const bytes = await readBytes(join(folder, name));
      return { name, hash: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  try {
    // Without `fatal` every letter of another encoding would be shown to people as a black diamond.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('file-encoding', { message: 'A file is not in UTF-8', details: { file }, cause });
  }
}

function readBytes(file: string): Promise<Buffer> {
  return readRegularFile(file, { most: MOST_BYTES, tooBig: unreadable });
}

function unreadable(file: string, cause?: unknown): AppError {
  return new AppError('file-unreadable', { message: 'A file cannot be read', details: { file }, cause });
}

/** For every mistake: its place in the file, its path in the content, and what to do in each language. */
function describeIssues(file: string, issues: readonly PackIssue[], locales: Locales): string[] {
  return issues.flatMap((issue) => [
    `${file}:${issue.line}:${issue.column}  ${issue.path}`,
    ...LANGUAGES.map(
      (language) => `    ${locales.translator(language)(`pack:issues.${issue.code}`, issue.details)}`,
    ),
  ]);
}
