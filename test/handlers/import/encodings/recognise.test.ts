import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Encoding } from '../../../../handlers/import/encodings/decode.ts';
import { decodeText, recogniseEncoding } from '../../../../handlers/import/encodings/recognise.ts';
import { ANY_LETTERS, FOREIGN_NAMES, VIETNAMESE_NAMES, writtenIn } from '../../../support/encoded-text.ts';

const SAMPLE = resolve(import.meta.dirname, '../../../../bot/sample');
const sample = [
  'nguoi',
  'don-vi',
  'cam-ket',
  'ket-luan',
  'ban-da-nop',
  'chuc-vu',
  'tap-the',
  'khac-phuc',
  'goi-y',
]
  .flatMap((name) => readFileSync(resolve(SAMPLE, `${name}.csv`), 'utf8').split(/[,\n]/))
  .filter((cell) => /[^\0-\x7f]/.test(cell));

test.each<[string, Encoding, string]>([
  ['NguyÔn V¨n An', 'TCVN3', 'Nguyễn Văn An'],
  ['TrÇn ThÞ B×nh', 'TCVN3', 'Trần Thị Bình'],
  ['Hå ChÝ Minh', 'TCVN3', 'Hồ Chí Minh'],
  ['Dù ®ñ 12 kú sinh ho¹t chi bé.', 'TCVN3', 'Dự đủ 12 kỳ sinh hoạt chi bộ.'],
  ['BÝ th\u00ad §¶ng ñy', 'TCVN3', 'Bí thư Đảng ủy'],
  ['NguyÔn', 'TCVN3', 'Nguyễn'],
  ['Nguyeãn Vaên An', 'VNI', 'Nguyễn Văn An'],
  ['Phaïm Thò Ngoïc', 'VNI', 'Phạm Thị Ngọc'],
  ['ÑAËNG VAÊN ÑÖÙC', 'VNI', 'ĐẶNG VĂN ĐỨC'],
  ['Chi boä Moät', 'VNI', 'Chi bộ Một'],
  ['NguyêÞn Vãn An', 'Windows-1258', 'Nguyễn Văn An'],
  ['TrâÌn Thiò BiÌnh', 'Windows-1258', 'Trần Thị Bình'],
  ['Nguyá»…n VÄƒn An', 'UTF-8', 'Nguyễn Văn An'],
  ['Há»“ ChÃ\u00ad Minh', 'UTF-8', 'Hồ Chí Minh'],
])('%s is %s for %s', (written, encoding, meant) => {
  expect(recogniseEncoding(written)).toBe(encoding);
  expect(decodeText(written, encoding)).toBe(meant);
});

describe('what is in Unicode is never taken for anything else', () => {
  test('all that the sample organisation says', () => {
    expect(sample.length).toBeGreaterThan(100);
    for (const text of sample) {
      expect(recogniseEncoding(text), text).toBeUndefined();
      expect(recogniseEncoding(text.normalize('NFD')), text).toBeUndefined();
      expect(recogniseEncoding(text.toUpperCase()), text).toBeUndefined();
    }
  });

  test('Vietnamese names in any combination and case', () => {
    const name = fc.array(fc.constantFrom(...VIETNAMESE_NAMES), { minLength: 1, maxLength: 5 });
    const cased = fc.tuple(name, fc.constantFrom('as it is', 'upper', 'lower')).map(([words, how]) => {
      const text = words.join(' ');
      return how === 'upper' ? text.toUpperCase() : how === 'lower' ? text.toLowerCase() : text;
    });
    fc.assert(
      fc.property(cased, (text) => recogniseEncoding(text) === undefined),
      { numRuns: 3_000 },
    );
  });

  test.each(FOREIGN_NAMES)('%s', (name) => {
    expect(recogniseEncoding(name)).toBeUndefined();
    expect(recogniseEncoding(name.toUpperCase())).toBeUndefined();
    expect(recogniseEncoding(`${name} và Nguyễn Văn An`)).toBeUndefined();
  });

  test.each([
    'Ðinh Văn Ðức',
    'hòan thành nhiệm vụ',
    'Điều 5 khỏan 2 §3',
    '“SỐ MÃ” và “LIỆT KÊ”…',
    'Vinamilk® 30µm, 5m², 30°C, ±2%, ½ ngày, 3×4',
    'theo chú thích kho¹ và to²',
    '«An toàn» là «trên hết»',
    '© 2026 Đảng bộ',
    'đã họp… rồi – xong',
    'ThanH HÀ LÊ',
    'Cườ\u00adng',
    'H\u00ada',
    '👩‍👩‍👧 Gia đình 🇻🇳',
    '',
  ])('%j', (text) => {
    expect(recogniseEncoding(text)).toBeUndefined();
  });

  test('and any letters at all do no harm', () => {
    fc.assert(
      fc.property(ANY_LETTERS, (text) => {
        const encoding = recogniseEncoding(text);
        if (encoding !== undefined) decodeText(text, encoding);
      }),
    );
  });
});

test.each(['TCVN3', 'VNI', 'Windows-1258', 'UTF-8'] as const)(
  '%s is read back from any names',
  (encoding) => {
    // TCVN3 has no capital letters with tones.
    const names = VIETNAMESE_NAMES.filter((name) => /[^\0-\x7f]/.test(name) && !/[ÝÁÚẤÊ]/.test(name));
    const name = fc
      .array(fc.constantFrom(...names), { minLength: 3, maxLength: 6 })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(name, (text) => decodeText(writtenIn(text, encoding), encoding) === text),
      { numRuns: 1_000 },
    );
  },
);

test.each([
  ['TCVN3', 0.97],
  // “Thò” for “Thị” is a word as it stands.
  ['VNI', 0.95],
  ['Windows-1258', 0.9],
  ['UTF-8', 0.97],
] as const)('nearly all full names in %s are recognised', (encoding, share) => {
  const people = readFileSync(resolve(SAMPLE, 'nguoi.csv'), 'utf8').split('\n').slice(1);
  const names = people.map((line) => line.split(',')[1] ?? '').filter((name) => /[^\0-\x7f]/.test(name));
  const missed = names.filter((name) => recogniseEncoding(writtenIn(name, encoding)) !== encoding);
  expect(missed.length / names.length, missed.join('; ')).toBeLessThanOrEqual(1 - share);
});
