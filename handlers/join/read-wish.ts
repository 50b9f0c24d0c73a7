import { foldWord } from '../../flows/answers/normalize.ts';
import { readInvitationCode } from '../../models/chat/invitation-code.ts';
import type { Joining } from '../../models/chat/joining.ts';
import type { Input } from '../ports.ts';
import { splitHandle } from '../talk/handle.ts';
import { findWord, type Vocabulary } from '../talk/vocabulary.ts';

/** What a stranger asks for. */
export type Wish =
  | { type: 'code'; code: string }
  | { type: 'yes' }
  | { type: 'no' }
  | { type: 'unclear' }
  /** Something that needs no answer. */
  | { type: 'nothing' };

/** Indexes of the two buttons on the cards of joining. */
const YES = 0;
const NO = 1;

/** Reads what a stranger asks for with an event; `joining` is their state. */
export function readWish(
  input: Input,
  { joining, vocabulary }: { joining: Joining | undefined; vocabulary: Vocabulary },
): Wish {
  switch (input.type) {
    case 'command':
      return codeIn(input.argument ?? '') ?? { type: 'unclear' };
    case 'press': {
      const { card, place } = splitHandle(input.handle);
      if (joining?.prompt !== card) return { type: 'unclear' };
      return answerAt(Number(place)) ?? { type: 'unclear' };
    }
    case 'text':
      return codeIn(input.text) ?? typedAnswer(input.text, { joining, vocabulary }) ?? { type: 'unclear' };
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

function typedAnswer(
  text: string,
  { joining, vocabulary }: { joining: Joining | undefined; vocabulary: Vocabulary },
): Wish | undefined {
  if (joining === undefined || text.length > 40) return undefined;
  const folded = foldWord(text);
  const word = findWord(text, vocabulary);
  // Consent needs its own word: a second "đúng" (that is me) typed in a hurry is not a consent.
  if (word === 'confirm' || (word === 'keep-late' && joining.stage === 'who')) return { type: 'yes' };
  if (word === 'drop-late') return { type: 'no' };
  return /^\d[.)]?$/.test(folded) ? answerAt(Number(folded[0]) - 1) : undefined;
}

function answerAt(place: number): Wish | undefined {
  if (place === YES) return { type: 'yes' };
  return place === NO ? { type: 'no' } : undefined;
}
