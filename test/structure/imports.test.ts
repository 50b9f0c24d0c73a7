import { posix } from 'node:path';
import { describe, test } from 'vitest';
import { expectNone } from './expect-none.ts';
import { CODE, exists, PRODUCT, type SourceFile, sourcesIn } from './source-files.ts';
import { type Import, importsIn } from './syntax.ts';

/** What each folder may import besides itself. `types` are packages of which it may know the types only. */
const MAY: Readonly<Record<string, { folders: string[]; packages: string[]; types?: string[] }>> = {
  handlers: {
    folders: ['flows', 'models'],
    packages: ['node:', 'lru-cache', 'rate-limiter-flexible', 'zod'],
    types: ['ioredis'],
  },
  flows: { folders: [], packages: ['node:', 'yaml', 'zod'] },
  models: { folders: [], packages: ['node:', 'ioredis', 'mongoose'] },
};

const CONCRETE_CHANNEL = /^bot\/channels\/[^/]+\//;
const COMPOSITION_ROOTS = ['bot/channels/create-channels.ts', 'bot/admin.ts'];

const WORKBOOKS = 'bot/admin/workbook/';

interface Link extends Import {
  from: SourceFile;
  /** Path from the root of the project; undefined for a package. */
  to: string | undefined;
}

const links = sourcesIn(...CODE).flatMap(linksOf);
const productLinks = links.filter((link) => PRODUCT.includes(folderOf(link.from.path)));

function linksOf(from: SourceFile): Link[] {
  return importsIn(from).map((one) => {
    const isPath = one.specifier.startsWith('.');
    const to = isPath ? posix.join(posix.dirname(from.path), one.specifier) : undefined;
    return { ...one, from, to };
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.indexOf('/'));
}

function told(link: Link): string {
  return `${link.place} imports ${link.specifier}`;
}

describe('imports', () => {
  test('go from bot to handlers to flows and models, never back', () => {
    const wrong = productLinks.filter(({ from, to }) => {
      const home = folderOf(from.path);
      if (to === undefined || home === 'bot' || folderOf(to) === home) return false;
      return !MAY[home]?.folders.includes(folderOf(to));
    });
    expectNone(
      wrong.map(told),
      'State the need in handlers/ports.ts and let bot fulfil it, or move the code:',
    );
  });

  test('bring in only the packages that a folder may know', () => {
    const wrong = productLinks.filter(({ from, to, specifier, isType }) => {
      const may = MAY[folderOf(from.path)];
      if (to !== undefined || may === undefined) return false;
      const known = isType ? [...may.packages, ...(may.types ?? [])] : may.packages;
      return !known.some((name) => (name === 'node:' ? specifier.startsWith(name) : specifier === name));
    });
    expectNone(wrong.map(told), 'Move what needs this package to the folder that may know it:');
  });

  test(`of a concrete channel are made by that channel and ${COMPOSITION_ROOTS.join(' and ')} only`, () => {
    const wrong = productLinks.filter(({ from, to }) => {
      const channel = to === undefined ? undefined : CONCRETE_CHANNEL.exec(to)?.[0];
      return (
        channel !== undefined && !COMPOSITION_ROOTS.includes(from.path) && !from.path.startsWith(channel)
      );
    });
    expectNone(wrong.map(told), 'Take it as a dependency, or move what channels share to bot/channels:');
  });

  test(`of the library for workbooks are made in ${WORKBOOKS} only`, () => {
    const wrong = productLinks.filter(
      ({ from, specifier }) => /^hucre(\/|$)/.test(specifier) && !from.path.startsWith(WORKBOOKS),
    );
    expectNone(
      wrong.map(told),
      `Read and write workbooks through ${WORKBOOKS}, so that another library can take its place:`,
    );
  });

  test('name an existing file with its ending', () => {
    const wrong = links.filter(({ to }) => to !== undefined && !(/\.(ts|js|json)$/.test(to) && exists(to)));
    expectNone(wrong.map(told), 'Node resolves no endings; write the file’s whole name:');
  });

  test('form no cycle, not even of types', () => {
    expectNone(cycles(), 'Move what both sides need into a file of its own:');
  });
});

/** One line for each cycle: the files on the way back to the first. */
function cycles(): string[] {
  const next = Map.groupBy(
    links.filter((link) => link.to !== undefined),
    (link) => link.from.path,
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]) => {
    const seen = way.indexOf(path);
    if (seen !== -1) found.push([...way.slice(seen), path].join(' → '));
    if (seen !== -1 || done.has(path)) return;
    for (const link of next.get(path) ?? []) visit(link.to as string, [...way, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}
