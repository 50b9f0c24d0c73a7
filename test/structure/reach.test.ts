import { type Expression, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { TIME_ZONE } from '../../flows/rules/calendar.ts';
import { expectNone } from './expect-none.ts';
import { filesIn, linesOf, placeOf, type SourceFile, sourcesIn, textOf } from './source-files.ts';
import { importsIn, nameOfKey } from './syntax.ts';

/** Where everything is put together. */
const ROOTS = ['bot/admin.ts'];
const PAGE_TIME = 'bot/channels/web/page/time.js';
const PICTURE = /\.(png|jpe?g|gif|ico|woff2?|docx|xlsx)$/;

describe('the product', () => {
  test('knows messengers by name only in bot/channels, and bot/admin.ts puts them together', () => {
    const elsewhere = filesIn('bot', 'handlers', 'flows', 'models', 'locales').filter(
      (path) => !path.startsWith('bot/channels/') && !ROOTS.includes(path) && !PICTURE.test(path),
    );
    expectNone(
      elsewhere.flatMap((path) => placesOf(/telegram|zalo/gi, path)),
      'Speak of channels and what they can do; a messenger’s name belongs to bot/channels:',
    );
  });

  test('names the time zone in flows/rules/calendar.ts alone, and in the page, which has nothing but its own files', () => {
    const elsewhere = filesIn('bot', 'handlers', 'flows', 'models').filter(
      (path) => /\.(ts|js)$/.test(path) && path !== 'flows/rules/calendar.ts' && path !== PAGE_TIME,
    );
    expectNone(
      elsewhere.flatMap((path) => placesOf(/Asia\/Ho_Chi_Minh|\+07:00/g, path)),
      'Use flows/rules/calendar.ts:',
    );
    expect(textOf(PAGE_TIME)).toContain(`'${TIME_ZONE}'`);
  });

  test('takes the time as `now` in flows and handlers', () => {
    expectNone(sourcesIn('flows', 'handlers').flatMap(clockReadings), 'Take `now` as a dependency instead:');
  });
});

test('handlers ask the models by name, and query no collection themselves', () => {
  const queries = sourcesIn('handlers').flatMap(collectionUses);
  const looked = sourcesIn('handlers')
    .flatMap(importsIn)
    .filter(({ specifier }) => specifier.endsWith('/find-among.ts'));
  expectNone(
    [...queries, ...looked.map(({ place, specifier }) => `${place} imports ${specifier}`)],
    'Give the query a name in its file of models/ and call that:',
  );
});

/** `database.units.find`, `database[table]` and `const { units } = database`, also if `database` is a property. */
function collectionUses(file: SourceFile): string[] {
  const places: string[] = [];
  const note = (node: { start: number; end: number }) =>
    places.push(`${placeOf(file, node.start)} says ${file.text.slice(node.start, node.end)}`);
  const visitor = new Visitor({
    MemberExpression: (node) => {
      const { object } = node;
      if (object.type === 'MemberExpression' && isDatabase(object.object)) note(node);
      if (node.computed && isDatabase(object)) note(node);
    },
    VariableDeclarator: (node) => {
      if (node.id.type === 'ObjectPattern' && isDatabase(node.init)) note(node);
    },
  });
  visitor.visit(file.program);
  return places;
}

function isDatabase(node: Expression | null): boolean {
  if (node?.type === 'MemberExpression') return nameOfKey(node.property) === 'database';
  return node?.type === 'Identifier' && node.name === 'database';
}

function placesOf(words: RegExp, path: string): string[] {
  const text = textOf(path);
  const lineAt = linesOf(text);
  return [...text.matchAll(words)].map((match) => `${path}:${lineAt(match.index)} says ${match[0]}`);
}

/** `new Date()`, `Date()`, `Date.now()` and `Temporal.Now`; `new Date(moment)` reads no clock. */
function clockReadings(file: SourceFile): string[] {
  const places: string[] = [];
  const note = (node: { start: number }, what: string) => places.push(`${placeOf(file, node.start)} ${what}`);
  const visitor = new Visitor({
    NewExpression: (node) => {
      const isDate = node.callee.type === 'Identifier' && node.callee.name === 'Date';
      if (isDate && node.arguments.length === 0) note(node, 'new Date()');
    },
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date') note(node, 'Date()');
    },
    MemberExpression: (node) => {
      const { object, property } = node;
      if (object.type !== 'Identifier') return;
      if (object.name === 'Temporal' && nameOfKey(property) === 'Now') note(node, 'Temporal.Now');
      if (nameOfKey(property) !== 'now') return;
      if (object.name === 'Date' || object.name === 'performance') note(node, `${object.name}.now`);
    },
  });
  visitor.visit(file.program);
  return places;
}
