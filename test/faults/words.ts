import { readFileSync } from 'node:fs';

interface Words {
  [key: string]: string | Words;
}

const LOCALE = JSON.parse(
  readFileSync(new URL('../../locales/vi/chat.json', import.meta.url), 'utf8'),
) as Words;

/** What people look for on their phones: the words of the Vietnamese locale, up to the first thing filled in. */
export function wordsAt(key: string): string {
  return sentenceAt(key).split('{{')[0] as string;
}

/** The same, from the last thing filled in to the end. */
export function lastWordsAt(key: string): string {
  return sentenceAt(key).split('}}').at(-1) as string;
}

function sentenceAt(key: string): string {
  const found = key.split('.').reduce<string | Words | undefined>(inside, LOCALE);
  if (typeof found !== 'string') throw new Error(`chat.json has no words at ${key}`);
  return found;
}

function inside(words: string | Words | undefined, part: string): string | Words | undefined {
  return typeof words === 'object' ? words[part] : undefined;
}
