const ONSETS = ['', ...'ngh ng nh ch gh gi kh ph qu th tr b c d đ g h k l m n p r s t v x'.split(' ')];

/** What follows the first consonants of a syllable, without its tone. */
const RHYMES = new Set(
  `a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
  e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
  i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
  o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
  op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
  u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh
  uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
  y yêm yên yêng yêt yêu`.split(/\s+/),
);
/** After “qu” also what would begin with “u”, and after “gi” what would begin with “i”. */
const AFTER_QU = new Set(['yên', 'yêt', 'ynh', 'yt', 'ych', 'yu']);
const AFTER_GI = new Set(['êng', 'êt', 'êc', 'êm', 'ên']);

/** Open rhymes whose tone stands on the second vowel, or on either, as in “hòa” and “hoà”. */
const SECOND = new Set(['uê', 'uơ']);
const EITHER = new Set(['oa', 'oe', 'uy']);

/** “y” alone follows few consonants, as in “Mỹ”, “Sỹ” and “Thy”. */
const BEFORE_Y = ['', 'b', 'd', 'h', 'k', 'l', 'm', 'n', 'ph', 'qu', 's', 't', 'th', 'v'];

const TONE = /[\u0300\u0301\u0303\u0309\u0323]/;
const ACUTE_OR_DOT = /[\u0301\u0323]/;

/**
 * Whether a word is spelled as a Vietnamese syllable can be, its tone on the right vowel: “nguyễn” is, “nguyÔn”, “kdăm” and
 * “garcía” are not. Ð stands for Đ, as many keyboards have it.
 */
export function isVietnameseSyllable(word: string): boolean {
  const split = word.toLowerCase().replace(/ð/g, 'đ').normalize('NFD');
  const [before = '', after, ...more] = split.split(TONE);
  if (more.length > 0) return false;
  const bare = (before + (after ?? '')).normalize('NFC');
  const tone = TONE.exec(split)?.[0] ?? '';
  if (/(?:c|ch|p|t)$/.test(bare) && !ACUTE_OR_DOT.test(tone)) return false;
  const toned = after === undefined ? undefined : before.normalize('NFC').length - 1;
  return ONSETS.some((onset) => bare.startsWith(onset) && isRhyme(bare, { onset, toned }));
}

/** The onset that is left before the vowels, for telling Vietnamese words from others. */
export function hasVietnameseOnset(word: string): boolean {
  return /^(?:ng|nh|ph|kh|th|tr|đ)/i.test(word);
}

/** `toned` is the place of the letter with the tone. */
function isRhyme(bare: string, { onset, toned }: { onset: string; toned: number | undefined }): boolean {
  const rhyme = bare.slice(onset.length);
  if (rhyme === 'y' && !BEFORE_Y.includes(onset)) return false;
  const isKnown =
    RHYMES.has(rhyme) || (onset === 'qu' && AFTER_QU.has(rhyme)) || (onset === 'gi' && AFTER_GI.has(rhyme));
  return isKnown && (toned === undefined || isOnItsVowel(rhyme, toned - onset.length));
}

function isOnItsVowel(rhyme: string, at: number): boolean {
  const vowels = /^[aăâeêioôơuưy]+/.exec(rhyme)?.[0].length ?? 0;
  if (EITHER.has(rhyme)) return at === 0 || at === 1;
  if (/^uyê/.test(rhyme)) return at === 2;
  if (vowels === 3) return at === 1;
  const isSecond = vowels === 2 && (vowels < rhyme.length || SECOND.has(rhyme));
  return at === (isSecond ? 1 : 0);
}
