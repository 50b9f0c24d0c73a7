import { foldCode } from './fold-code.ts';
import type { Known } from './known.ts';
import { rememberedIn } from './other-codes.ts';
import type { SpelledRows } from './spell-codes.ts';
import type { FullList, IdentityAnswers, ImportSource } from './table.ts';

/** What the office said of a list, with one spelling for each code. */
interface SpelledAnswers {
  answers: IdentityAnswers;
  fullList: FullList | undefined;
}

/**
 * Gives the codes in answers the spelling that they have in the rows: neither case nor accents make a difference, and a code
 * that nothing has may be one of which the office said earlier what it stands for. A code that is nowhere stays as written.
 */
export function spellAnswers(
  { answers, fullList }: Pick<ImportSource, 'answers' | 'fullList'>,
  { spell, known }: Pick<SpelledRows, 'spell'> & { known: Known },
): SpelledAnswers {
  const remembered = rememberedIn(known);
  const ofRow = (code: string) => spell(code) ?? code;
  const meant = (code: string) => spell(code) ?? remembered.get(foldCode(code))?.known._id ?? code;
  const { same = [], different = [] } = answers ?? {};
  return {
    answers: {
      same: same.map(({ code, known: other }) => ({ code: ofRow(code), known: meant(other) })),
      different: different.map(ofRow),
    },
    fullList: fullList && {
      unit: meant(fullList.unit),
      left: fullList.left.map((one) => ({ ...one, person: meant(one.person) })),
      moved: fullList.moved.map((one) => ({ ...one, person: meant(one.person), unit: meant(one.unit) })),
      forgotten: fullList.forgotten.map(meant),
    },
  };
}
