import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createInvitationCode,
  formatInvitationCode,
  readInvitationCode,
} from '../../../models/chat/invitation-code.ts';

const codes = fc.constant(null).map(createInvitationCode);
const CODE = 'KMPT4829HNVC3071';
const PRINTED = 'KMPT-4829-HNVC-3071';

const TELEX_MARKS = { s: '\u0301', f: '\u0300', r: '\u0309', x: '\u0303', j: '\u0323' };
const VNI_MARKS = { 1: '\u0301', 2: '\u0300', 3: '\u0309', 4: '\u0303', 5: '\u0323' };

/** What a key makes of the word before it: the first pattern that the word and the key together match. */
type Rules = readonly [RegExp, (word: string, key: string) => string][];

/** aa, ee, oo, dd and w; a tone where the word has a vowel, and z that takes it away; "quick Telex" for doubled consonants. */
const TELEX: Rules = [
  [/([aeo])\1$/i, (word) => `${word}\u0302`],
  [/dd$/i, (word) => `${word.slice(0, -1)}đ`],
  [/[aou]w$/i, (word) => `${word}\u031b`],
  [/w$/i, (word) => `${word}ư`],
  [/\p{M}.*z$/iu, (word) => word.replace(/\p{M}/gu, '')],
  [/[aeiouy].*[sfrxj]$/i, (word, key) => word + TELEX_MARKS[key.toLowerCase() as keyof typeof TELEX_MARKS]],
  [/([cgkpqt])\1$/i, (word) => `${word}h`],
  [/nn$/i, (word) => `${word}g`],
];

/** Tones and marks by digits behind a vowel, and d9. */
const VNI: Rules = [
  [/d9$/i, (word) => `${word.slice(0, -1)}đ`],
  [/[aeiouy].*[1-5]$/i, (word, key) => word + VNI_MARKS[Number(key) as keyof typeof VNI_MARKS]],
  [/[aeo]6$/i, (word) => `${word}\u0302`],
  [/[ou]7$/i, (word) => `${word}\u031b`],
  [/a8$/i, (word) => `${word}\u0306`],
];

function write(keys: string, rules: Rules): string {
  let word = '';
  for (const key of keys) {
    const rule = rules.find(([pattern]) => pattern.test(word + key));
    word = rule === undefined ? word + key : rule[1](word, key);
  }
  return word.normalize('NFC');
}

const telex = (keys: string) => write(keys, TELEX);
const vni = (keys: string) => write(keys, VNI);

test('the keyboards of these tests do what Telex and VNI do', () => {
  expect(['as', 'dd', 'ee', 'ow', 'cc', 'asz'].map(telex)).toEqual(['á', 'đ', 'ê', 'ơ', 'ch', 'a']);
  expect(['a1', 'd9', 'e6', 'o7', 'a8'].map(vni)).toEqual(['á', 'đ', 'ê', 'ơ', 'ă']);
});

test('a code is what Telex and VNI leave alone, in capitals and in small letters, with dashes and without', () => {
  fc.assert(
    fc.property(codes, (code) => {
      for (const typed of [code, formatInvitationCode(code)]) {
        for (const word of [typed, typed.toLowerCase()]) {
          expect([telex(word), vni(word)]).toEqual([word, word]);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a code is read however it is written', () => {
  const between = fc.constantFrom(
    '',
    ' ',
    '-',
    ' - ',
    '–',
    '—',
    '‑',
    '−',
    '.',
    '·',
    '_',
    '\u00a0',
    '\u200b',
    '\n',
  );
  const lead = fc.constantFrom('', 'Mã: ', 'mã mời:', 'ma moi: ', 'Mã mời của tôi là ', '/start ', '“');
  const link = fc.constantFrom(
    'https://t.me/kiem_diem_bot?start=',
    't.me/bot?start=',
    'tg://resolve?domain=bot&start=',
  );
  const end = fc.constantFrom('', '.', ' ạ', '!', '”', '\n', ' ,');
  const script = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.toLowerCase(),
    (text: string) =>
      text.replace(/[!-~]/g, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0)),
  );
  fc.assert(
    fc.property(fc.record({ code: codes, between, lead, link, end, script }), (typed) => {
      const grouped = typed.code.replace(/.{4}(?=.)/g, `$&${typed.between}`);
      const spelled = [...typed.code].join(typed.between);
      for (const written of [grouped, spelled]) {
        expect(readInvitationCode(`${typed.lead}${typed.script(written)}${typed.end}`)).toBe(typed.code);
      }
      expect(readInvitationCode(`${typed.link}${typed.code}`)).toBe(typed.code);
    }),
    { numRuns: 1_000 },
  );
});

test('what looks like a letter or digit and cannot be one is read as it', () => {
  expect(readInvitationCode('KMPT-482G-HNVC-3O7I')).toBe('KMPT4826HNVC3071');
  expect(readInvitationCode('8MPT-4829-1NVC-3071')).toBe('BMPT4829LNVC3071');
});

test('a code fits the payload of a link, is printed in fours, and is no other code', () => {
  fc.assert(
    fc.property(codes, (code) => {
      expect(code).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(formatInvitationCode(code)).toMatch(/^[A-Z]{4}-\d{4}-[A-Z]{4}-\d{4}$/);
      expect(code).not.toMatch(/([A-Z])\1/);
    }),
  );
  expect(new Set(fc.sample(codes, 5_000)).size).toBe(5_000);
  expect(formatInvitationCode(CODE)).toBe(PRINTED);
});

describe('what people answer is no code', () => {
  test.each([
    'Không có gì hơn',
    'khong co gi hon nua dau a',
    'Hoàn thành tốt nhiệm vụ',
    '012345678901',
    '0123 4567 8901 2345',
    '1861 2020 1866 2021',
    'Số 123-QĐ/TW ngày 08/12/2025',
    'Quý 1: 12 buổi, quý 2: 14 buổi, quý 3: 10 buổi',
    'CNTT 2024, CNTT 2025, KHKT 2026',
    'Đề án KHCN 2024, KHCN 2025',
    'PCCC 4829, PCCC 3071',
    'KMPT-4829-HNVC-307',
    'KMPT-4829-HNVC-30712',
    `${PRINTED} là mã mời, ${'và sau đó tôi kể tiếp về năm công tác của mình '.repeat(4)}`,
  ])('%s', (text) => {
    expect(readInvitationCode(text)).toBeUndefined();
  });
});
