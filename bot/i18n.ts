import { readdirSync, readFileSync } from 'node:fs';
import { createInstance } from 'i18next';
import { LRUCache } from 'lru-cache';
import { LANGUAGES, type Language, type Text } from '../flows/forms/definition.ts';
import { createVocabulary, type Vocabulary } from '../handlers/talk/vocabulary.ts';
import type { Word } from '../handlers/talk/words.ts';
import type { Translate } from '../handlers/words/context.ts';

const LOCALES = new URL('../locales/', import.meta.url);
/** Most of what is said is said to many; putting a sentence together costs more than all the rest of a card. */
const MOST_SAID = 2_000;
const LONGEST_SAID = 120;

/** The product's words in every language. */
export interface Locales {
  translator(language: Language): Translate;
  /** A sentence in every language. */
  inAll(key: string, values?: Parameters<Translate>[1]): Text;
  /** What people can type instead of pressing, in all languages at once. */
  vocabulary: Vocabulary;
}

/** Reads `locales/<language>/<namespace>.json`. A missing key shows itself and is caught by the structure tests. */
export async function loadLocales(): Promise<Locales> {
  const resources = Object.fromEntries(LANGUAGES.map((language) => [language, readNamespaces(language)]));
  const i18n = createInstance();
  await i18n.init({
    resources,
    lng: 'vi',
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  const translators = Object.fromEntries(
    LANGUAGES.map((language) => {
      const t = i18n.getFixedT(language);
      const said = new LRUCache<string, string>({ max: MOST_SAID });
      const translate: Translate = (key, values) => {
        const sentence = values === undefined ? key : `${key} ${JSON.stringify(values)}`;
        const known = said.get(sentence) ?? (values === undefined ? t(key) : t(key, { ...values }));
        if (sentence.length <= LONGEST_SAID) said.set(sentence, known);
        return known;
      };
      return [language, translate];
    }),
  ) as Record<Language, Translate>;
  return {
    translator: (language) => translators[language],
    inAll: (key, values) => ({ vi: translators.vi(key, values), en: translators.en(key, values) }),
    vocabulary: createVocabulary(spellings(resources)),
  };
}

type Namespaces = Record<string, Record<string, unknown>>;

function readNamespaces(language: Language): Namespaces {
  const folder = new URL(`${language}/`, LOCALES);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    ]),
  );
}

function spellings(resources: Record<string, Namespaces>): Record<Word, string[]> {
  const all: Record<string, string[]> = {};
  for (const namespaces of Object.values(resources)) {
    for (const [word, list] of Object.entries(namespaces.words ?? {})) {
      all[word] = [...(all[word] ?? []), ...(list as string[])];
    }
  }
  return all as Record<Word, string[]>;
}
