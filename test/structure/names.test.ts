import { basename, dirname } from 'node:path/posix';
import { describe, test } from 'vitest';
import { expectNone } from './expect-none.ts';
import { CODE, exists, filesIn, foldersAtRoot, PRODUCT, type SourceFile, sourcesIn } from './source-files.ts';

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Words that do not say what a thing is for. */
const EMPTY_WORDS = ['helper', 'helpers', 'manager', 'utils', 'util', 'data', 'misc', 'common'];
/** Named after their place in the layout of all channels, or after the kind of step that they serve. */
const NAMED_AFTER_ROLE = ['bot/i18n.ts', 'flows/answers/choice.ts', 'handlers/commands/catalogue.ts'];
const ROOT_FOLDERS = [...CODE, 'locales', '.ci'];
const TEST_FOLDERS = ['contracts', 'faults', 'fixtures', 'scenarios', 'structure', 'support', ...PRODUCT];

describe('files and folders', () => {
  const paths = filesIn(...CODE, 'locales');

  test('lie in the folders of the layout', () => {
    const wrong = foldersAtRoot().filter((folder) => !ROOT_FOLDERS.includes(folder));
    expectNone(wrong, `The root holds ${ROOT_FOLDERS.join(', ')}; put these below:`);
  });

  test('have kebab-case names', () => {
    const parts = new Set(
      paths.flatMap((path) => path.split('/').map((_, depth, all) => all.slice(0, depth + 1).join('/'))),
    );
    const wrong = [...parts].filter((path) => {
      const name = basename(path);
      return name !== 'README.md' && !name.split('.').every((part) => KEBAB.test(part));
    });
    expectNone(wrong, 'Rename to kebab-case:');
  });

  test('have names that tell what they are for', () => {
    const wrong = filesIn(...PRODUCT, 'test').filter((path) =>
      wordsOf(path).some((word) => EMPTY_WORDS.includes(word)),
    );
    expectNone(wrong, `Name these after what they do; ${EMPTY_WORDS.join(', ')} could be anything:`);
  });

  test('are named after the one thing they export', () => {
    const wrong = sourcesIn(...PRODUCT).filter(
      (file) => !NAMED_AFTER_ROLE.includes(file.path) && !isNamedAfterExport(file),
    );
    expectNone(
      wrong.map((file) => `${file.path} exports ${exportsOf(file).values.join()}`),
      'Name the file and its one export alike:',
    );
  });
});

describe('tests', () => {
  test('lie in the folders that the layout gives them', () => {
    const wrong = filesIn('test').filter((path) => {
      const [, folder = '', file] = path.split('/');
      return file === undefined ? folder !== 'vitest.config.ts' : !TEST_FOLDERS.includes(folder);
    });
    expectNone(wrong, `test/ holds ${TEST_FOLDERS.join(', ')}:`);
  });

  test('mirror the file or folder that they test', () => {
    const wrong = filesIn(...PRODUCT.map((folder) => `test/${folder}`)).filter(
      (path) => path.endsWith('.test.ts') && !mirrors(path),
    );
    expectNone(wrong, 'Name the test after its source: bot/logger.ts has test/bot/logger.test.ts.');
  });
});

/** `a/b.test.ts` mirrors `a/b.ts` or the folder `a/b`; `a/b.case.test.ts` shows one side of `a/b.ts`. */
function mirrors(path: string): boolean {
  const folder = dirname(path).slice('test/'.length);
  const parts = basename(path, '.test.ts').split('.');
  const names = parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  return names.some((name) =>
    ['', '.ts', '.js', '.yaml', '.lua'].some((end) => exists(`${folder}/${name}${end}`)),
  );
}

function isNamedAfterExport(file: SourceFile): boolean {
  const { values, types } = exportsOf(file);
  if (values.length !== 1 || basename(file.path) === 'index.ts') return true;
  const own = wordsOf(basename(file.path).replace(/\.[tj]s$/, ''));
  return [...values, ...types].some((name) =>
    wordsOf(name).some((word) => own.some((other) => isAkin(word, other))),
  );
}

/** The same word in another form: key and keys, summary and summarize, connect and connection. */
function isAkin(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  const stem = short.slice(0, Math.max(3, short.length - 2));
  return long.startsWith(stem);
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

function exportsOf(file: SourceFile): { values: string[]; types: string[] } {
  const values: string[] = [];
  const types: string[] = [];
  for (const statement of file.program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) continue;
    const { declaration } = statement;
    if (declaration.type === 'VariableDeclaration') {
      values.push(
        ...declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : [])),
      );
    } else if ('id' in declaration && declaration.id?.type === 'Identifier') {
      const isType = declaration.type.startsWith('TS');
      (isType ? types : values).push(declaration.id.name);
    }
  }
  return { values, types };
}
