import fc from 'fast-check';
import { decodeWord, type Encoding } from '../../handlers/import/encodings/decode.ts';

/** Words of Vietnamese names: family names, middle and given names, and those of other peoples of the country. */
export const VIETNAMESE_NAMES = (
  'Nguyễn Trần Lê Phạm Huỳnh Hoàng Võ Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Đinh Tạ Tô Hà Cù Đàm Đậu Đồng Hứa ' +
  'Kiều Khổng Lã Lại Lều Lò Lương Lưu Mạc Nghiêm Ninh Nông Ông Phí Phó Phùng Quách Quàng Sầm Sùng Tăng Thạch Thái Tống ' +
  'Tòng Trịnh Triệu Trương Từ Tưởng Vàng Vi Viên Vừ Vương Văn Thị Hữu Đức Công Quốc Xuân Thu Hồng Ngọc Thùy Thúy Quỳnh ' +
  'Quý Quyên Quyết Khoa Khuê Huệ Hoài Hòa Hoà Thoại Toản Tuấn Tuyết Uyên Yến Ý Phúc Phước Phượng Giang Giàu Gấm Gái Nghĩa ' +
  'Ngãi Bé Bí Mỹ Sỹ Kỳ Tý Sửu Dần Mão Thìn Tỵ Ngọ Mùi Thân Dậu Tuất Hợi Ánh Ái Ân Oanh Ước Út Ất Giáp Bính Đinh Mậu Kỷ ' +
  'Lê Là Lá Lạ Ba Bốn Chín Mười An Bình Minh Hạnh Hiền Hiếu Hải Hùng Dũng Cường Mạnh Thắng Lợi Lộc Thọ Phát Đạt Tài Trí ' +
  'Nhân Nghị Lễ Tín Liêm Chính Cần Kiệm Niê Êban Blê Krông Kbuôr Siu Rơ Châm Ksơr Kpă Y Bhiô H’Hen Mlô Hlong Giàng A Páo'
).split(' ');

/** Names that people of other countries have in lists, with letters beyond ASCII. */
export const FOREIGN_NAMES = [
  ...[
    'José Núñez',
    'Müller',
    'François Lefèvre',
    'Søren Kierkegaard',
    'Günther Grass',
    'Noël',
    'Zoë Saldaña',
    'Añez',
  ],
  ...[
    'Peña Nieto',
    'Ñuñez',
    'Loïc Dupont',
    'Naïm',
    'Anaïs',
    'Thaïs',
    'Maëlle',
    'Gaël',
    'Raphaël',
    'Joël',
    'Chloë',
  ],
  ...[
    'Seán Ó Briain',
    'Siân',
    'João Leão',
    'São Paulo',
    'Conceição',
    'Guimarães',
    'Magalhães',
    'Ångström',
    'Åse Bø',
  ],
  ...[
    'Jürgen Groß',
    'Weiß',
    'Naß',
    'Thön',
    'Köln',
    'Bjørn Þór',
    'Guðrún',
    'Ægir',
    'Côté',
    'Hélène',
    'Benoît',
    'Août',
  ],
  ...[
    'Niccolò',
    'Gesù',
    'Città',
    'Perù',
    'Raúl',
    'Saúl',
    'Sofía',
    'Çelik',
    'Gül',
    'Özil',
    'Dvořák',
    'Łukasz',
    'Škoda',
  ],
  ...[
    'Mäe',
    'Õnne',
    'Tõnis',
    'Jõgi',
    'Pärt',
    'Hyvää',
    'Häkkinen',
    'Citroën',
    'naïve',
    'où',
    'goût',
    'Moïse',
    'Haïti',
  ],
  ...[
    'Владимир Ильич',
    '毛泽东',
    'Iñaki',
    'Núria Col·lell',
    'Mª Carmen',
    'Nº 1',
    'Fidel Castro Ruz',
    'Nguyen Noël',
  ],
];

/** Texts of letters that could be anything. */
export const ANY_LETTERS = fc
  .array(fc.integer({ min: 0x20, max: 0x1eff }).map((code) => String.fromCharCode(code)))
  .map((letters) => letters.join(''));

const LETTERS = 'àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ';
const PAIRS: Partial<Record<Encoding, ReadonlyMap<string, string>>> = {};

/** A text as a program shows it that takes this encoding for Windows-1252. */
export function writtenIn(text: string, encoding: Encoding): string {
  if (encoding === 'UTF-8') return new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));
  PAIRS[encoding] ??= pairsOf(encoding);
  return [...text].map((letter) => PAIRS[encoding]?.get(letter) ?? letter).join('');
}

/** For each letter what is decoded to it: every character, or pair of characters, is tried. */
function pairsOf(encoding: Encoding): ReadonlyMap<string, string> {
  const beyond = Array.from({ length: 96 }, (_, at) => String.fromCharCode(0xa0 + at));
  const bases = [...'aeiouyAEIOUY', ...beyond];
  const tried = [...bases.flatMap((base) => beyond.map((mark) => base + mark)), ...beyond];
  const wanted = new Set([...LETTERS, ...LETTERS.toUpperCase()]);
  return new Map(
    tried.flatMap((written): [string, string][] => {
      const letter = decodeWord(written, encoding);
      return wanted.has(letter) && letter !== written ? [[letter, written]] : [];
    }),
  );
}
