import { basename } from 'node:path/posix';
import { type Expression, parseSync } from 'oxc-parser';
import { LANGUAGES, type Language } from '../../flows/forms/definition.ts';
import { filesIn, linesOf, textOf } from './source-files.ts';
import { nameOfKey } from './syntax.ts';

/** A sentence, or a list of spellings, of one language. */
export interface Entry {
  /** Key as code writes it, without the ending of a plural form: `chat:saved.new`. */
  key: string;
  /** `one`, `other` …; undefined for a sentence without a number. */
  form: Intl.LDMLPluralRule | undefined;
  texts: readonly string[];
  place: string;
}

const FORM = /_(zero|one|two|few|many|other)$/;

/** All entries of all namespaces of one language, in the order of the files. */
function entriesIn(language: Language): Entry[] {
  return filesIn(`locales/${language}`).flatMap((path) => {
    const text = textOf(path);
    const lineAt = linesOf(text);
    const { program } = parseSync(`${path}.js`, `(${text})`);
    const root = program.body[0]?.type === 'ExpressionStatement' ? program.body[0].expression : undefined;
    return leavesOf(root, []).map(({ keys, texts, start }) => {
      const name = keys.join('.');
      const form = FORM.exec(name)?.[1] as Entry['form'];
      const key = `${basename(path, '.json')}:${name.replace(FORM, '')}`;
      return { key, form, texts, place: `${path}:${lineAt(start - 1)} ${name}` };
    });
  });
}

interface Leaf {
  keys: readonly string[];
  texts: readonly string[];
  start: number;
}

function leavesOf(node: Expression | undefined, keys: readonly string[]): Leaf[] {
  switch (node?.type) {
    case 'ParenthesizedExpression':
      return leavesOf(node.expression, keys);
    case 'ObjectExpression':
      return node.properties.flatMap((property) =>
        property.type === 'Property' ? leavesOf(property.value, [...keys, nameOfKey(property.key)]) : [],
      );
    case 'ArrayExpression':
      return [{ keys, texts: node.elements.flatMap(textIn), start: node.start }];
    case 'Literal':
      return [{ keys, texts: textIn(node), start: node.start }];
    default:
      return [];
  }
}

function textIn(node: { type: string; value?: unknown } | null): string[] {
  return typeof node?.value === 'string' ? [node.value] : [];
}

/** The entries of every language. */
export const LOCALES = Object.fromEntries(
  LANGUAGES.map((language) => [language, entriesIn(language)]),
) as Record<Language, Entry[]>;
