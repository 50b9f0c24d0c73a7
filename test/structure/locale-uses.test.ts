import { describe, test } from 'vitest';
import { LANGUAGES } from '../../flows/forms/definition.ts';
import { expectNone } from './expect-none.ts';
import { LOCALES } from './locale-files.ts';
import { errorCodes, patternOf, SILENT_CATALOGUES, USES } from './locale-uses.ts';

const entries = LANGUAGES.flatMap((language) => LOCALES[language]);
const keys = [...new Set(entries.map(({ key }) => key))];
const patterns = USES.map(patternOf);

describe('locale keys', () => {
  test('that code speaks exist', () => {
    const wrong = USES.filter((_, index) => !keys.some((key) => patterns[index]?.test(key)));
    expectNone(
      wrong.map(({ key, place }) => `${place} says ${key}`),
      'Add these keys to the locale files:',
    );
  });

  test('are all spoken', () => {
    const idle = entries.filter(({ key }) => !patterns.some((pattern) => pattern.test(key)));
    expectNone(
      idle.map(({ place }) => place),
      'Drop these keys, or speak them:',
    );
  });

  test('made from codes are spoken somewhere', () => {
    expectNone(SILENT_CATALOGUES, 'Nothing puts these codes into words:');
  });

  test('of errors can be read off the code', () => {
    const hidden = errorCodes().filter(({ codes }) => codes.length === 0);
    expectNone(
      hidden.map(({ place }) => place),
      'Write the code of the AppError out where it is made:',
    );
  });
});
