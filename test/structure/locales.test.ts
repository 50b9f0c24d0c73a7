import { describe, test } from 'vitest';
import { plainWords } from '../../flows/answers/typed-words.ts';
import { LANGUAGES, type Language } from '../../flows/forms/definition.ts';
import { expectNone } from './expect-none.ts';
import { type Entry, LOCALES } from './locale-files.ts';

const all = LANGUAGES.flatMap((language) => LOCALES[language].map((entry) => ({ ...entry, language })));
const keys = new Set(all.map((entry) => entry.key));

describe('the languages', () => {
  test('have the same keys', () => {
    const wrong = LANGUAGES.flatMap((language) => {
      const known = new Set(LOCALES[language].map((entry) => entry.key));
      return [...keys].filter((key) => !known.has(key)).map((key) => `${key} is missing in ${language}`);
    });
    expectNone(wrong, 'Say it in every language:');
  });

  test('have each key once', () => {
    const wrong = LANGUAGES.flatMap((language) => {
      const seen = new Set<string>();
      return LOCALES[language].filter(({ key, form }) => {
        const name = `${key}_${form}`;
        return seen.has(name) || !seen.add(name);
      });
    });
    expectNone(
      wrong.map((entry) => entry.place),
      'Only the last of these is ever said:',
    );
  });

  test('have the plural forms of their own grammar', () => {
    const wrong = LANGUAGES.flatMap((language) => {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted().join();
      const numbered = LOCALES[language].filter(({ form }) => form !== undefined);
      return [...Map.groupBy(numbered, ({ key }) => key)].flatMap(([key, entries]) => {
        const forms = entries.map(({ form }) => form).toSorted();
        return forms.join() === needed ? [] : [`${entries[0]?.place}: ${key} has ${forms}, needs ${needed}`];
      });
    });
    expectNone(wrong, 'Complete or drop the plural forms:');
  });

  test('agree on which sentences have a plural', () => {
    const wrong = [...keys].filter((key) => {
      const kinds = all.filter((entry) => entry.key === key).map(({ form }) => form === undefined);
      return new Set(kinds).size > 1;
    });
    expectNone(wrong, 'Give these a plural form in every language or in none:');
  });

  test('fill in the same values', () => {
    const wrong = [...keys].flatMap((key) => {
      const told = LANGUAGES.flatMap((language) => {
        const entries = LOCALES[language].filter((one) => one.key === key);
        return entries.length === 0 ? [] : [placeholders(entries)];
      });
      return new Set(told).size > 1 ? [`${key}: ${told.join(' and ')}`] : [];
    });
    expectNone(wrong, 'Use the same placeholders in every language:');
  });

  test('leave nothing empty', () => {
    const wrong = all.filter(({ texts }) => texts.length === 0 || texts.some((text) => text.trim() === ''));
    expectNone(
      wrong.map((entry) => entry.place),
      'Write these sentences:',
    );
  });

  test('never say to press something, for some channels have no buttons', () => {
    const wrong = all.filter(
      ({ key, texts }) =>
        key.startsWith('chat:') &&
        !key.startsWith('chat:toasts.') &&
        texts.some((text) => /(?<!\p{L})(?:bấm|nhấn|press|tap|click)(?!\p{L})/iu.test(text)),
    );
    expectNone(
      wrong.map((entry) => entry.place),
      'Name what to choose; each channel shows how:',
    );
  });

  test('tell people to choose only what they can type as well', () => {
    const spellings = (language: Language) =>
      new Set(LOCALES[language].filter(({ key }) => key.startsWith('words:')).flatMap(({ texts }) => texts));
    const wrong = all.filter(({ key, texts, language }) => {
      if (!key.startsWith('chat:')) return false;
      const named = texts.flatMap((text) => [...text.matchAll(/(?:chọn|choose|only) “([^”]+)”/giu)]);
      return named.some(([, name = '']) => !spellings(language).has(plainWords(name)));
    });
    expectNone(
      wrong.map((entry) => entry.place),
      'Name a word that is understood where it is typed:',
    );
  });

  test('are written in composed characters (NFC)', () => {
    const wrong = all.filter(({ texts }) => texts.some((text) => text !== text.normalize('NFC')));
    expectNone(
      wrong.map((entry) => entry.place),
      'Normalize these to NFC:',
    );
  });
});

/** The placeholders of all forms of one sentence, in the order of the alphabet. */
function placeholders(entries: readonly Entry[]): string {
  const found = entries.flatMap(({ texts }) => texts.flatMap((text) => text.match(/\{\{[^}]*\}\}/g) ?? []));
  const names = found.map((placeholder) => placeholder.replace(/[{}\s]/g, '').split(',')[0]);
  return `{${[...new Set(names)].toSorted().join()}}`;
}
