import { foldWord } from '../../flows/answers/normalize.ts';
import { LANGUAGES, type Language } from '../../flows/forms/definition.ts';
import { readInvitationCode } from '../../models/chat/invitation-code.ts';
import type { Joining } from '../../models/chat/joining.ts';
import type { Input } from '../ports.ts';
import { splitHandle } from '../talk/handle.ts';
import { findWord, type Vocabulary } from '../talk/vocabulary.ts';
import type { Word } from '../talk/words.ts';
import { LANGUAGE_CARD } from '../words/join.ts';

/** What a stranger asks for. */
export type Wish =
  | { type: 'code'; code: string }
  | { type: 'yes' }
  | { type: 'no' }
  /** To be spoken to in this language, or in the other one than now. */
  | { type: 'language'; to: Language | 'other' }
  | { type: 'unclear' }
  /** Something that needs no answer. */
  | { type: 'nothing' };

/** Nobody types that much to say one of the words. */
const LONGEST_WORD = 40;

/** Places of the two buttons on the cards of joining. */
const YES = 0;
const NO = 1;

const LANGUAGE_WORDS: Partial<Record<Word, Language | 'other'>> = {
  vietnamese: 'vi',
  english: 'en',
  languages: 'other',
};

/** Reads what a stranger did; `joining` is how far they are. */
export function readWish(
  input: Input,
  { joining, vocabulary }: { joining: Joining | undefined; vocabulary: Vocabulary },
): Wish {
  switch (input.type) {
    case 'command':
      return codeIn(input.argument ?? '') ?? languageIn(input.name, vocabulary) ?? { type: 'unclear' };
    case 'press': {
      const { card, place } = splitHandle(input.handle);
      if (card === LANGUAGE_CARD) return languageAt(Number(place)) ?? { type: 'unclear' };
      if (joining?.prompt !== card) return { type: 'unclear' };
      return answerAt(Number(place)) ?? { type: 'unclear' };
    }
    case 'text':
      return (
        codeIn(input.text) ??
        languageIn(input.text, vocabulary) ??
        typedAnswer(input.text, { joining, vocabulary }) ?? { type: 'unclear' }
      );
    case 'file':
    case 'unsupported':
      return { type: 'unclear' };
    case 'edited':
    case 'reachable':
      return { type: 'nothing' };
  }
}

function codeIn(text: string): Wish | undefined {
  const code = readInvitationCode(text);
  return code === undefined ? undefined : { type: 'code', code };
}

function languageIn(text: string, vocabulary: Vocabulary): Wish | undefined {
  const word = text.length > LONGEST_WORD ? undefined : findWord(text, vocabulary);
  const to = word === undefined ? undefined : LANGUAGE_WORDS[word];
  return to === undefined ? undefined : { type: 'language', to };
}

function languageAt(place: number): Wish | undefined {
  const to = LANGUAGES[place];
  return to === undefined ? undefined : { type: 'language', to };
}

function typedAnswer(
  text: string,
  { joining, vocabulary }: { joining: Joining | undefined; vocabulary: Vocabulary },
): Wish | undefined {
  if (joining === undefined || text.length > LONGEST_WORD) return undefined;
  const folded = foldWord(text);
  const word = findWord(text, vocabulary);
  // Consent needs its own word: a second "đúng" (that is me) typed in a hurry is not a consent.
  const isYes = word === 'yes' || word === 'keep-text';
  if (word === 'confirm' || (isYes && joining.stage === 'who')) return { type: 'yes' };
  if (word === 'drop-text') return { type: 'no' };
  return /^\d[.)]?$/.test(folded) ? answerAt(Number(folded[0]) - 1) : undefined;
}

function answerAt(place: number): Wish | undefined {
  if (place === YES) return { type: 'yes' };
  return place === NO ? { type: 'no' } : undefined;
}
