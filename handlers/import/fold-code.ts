import { dropHidden } from '../../flows/answers/hidden-characters.ts';

/** Capitals of other scripts that look like Latin ones, and the Latin ones. */
const LOOK_ALIKE = 'АВЕКМНОРСТУХІЈЅԚԜҮҺԀӀΑΒΕΖΗΙΚΜΝΟΡΤΥΧĐÐƉ';
const LATIN = 'ABEKMHOPCTYXIJSQWYHDIABEZHIKMNOPTYXDDD';
const LATIN_FOR = new Map([...LOOK_ALIKE].map((letter, at) => [letter, LATIN[at] ?? letter]));

/**
 * What two codes have in common that a reader takes for the same one: neither case nor width, accents, composition,
 * invisible characters nor the script of letters that look alike make a difference.
 */
export function foldCode(code: string): string {
  const letters = dropHidden(code).normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
  return [...letters]
    .map((letter) => LATIN_FOR.get(letter) ?? letter)
    .join('')
    .trim();
}

/** The same without zeros before a number, which spreadsheets drop: `P01` and `P1`, `007` and `7`. */
export function foldWithoutZeros(code: string): string {
  return foldCode(code).replace(/(?<!\d)0+(?=\d)/g, '');
}
