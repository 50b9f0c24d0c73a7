import { expect, test } from 'vitest';
import { possibleDays } from '../../../models/organisation/possible-days.ts';

test.each([
  ['the day of birth', '1970-02-01', '1970-02-01'],
  ['the year of birth, where the day is not known', '1970', '1970-01-01'],
  ['the day on which the Party was founded', '1921', '1930-02-03'],
])('nothing about a person is before %s', (_what, birthDate, from) => {
  expect(possibleDays({ birthDate }, { about: 'post', today: '2026-11-23' })).toMatchObject({ from });
});

test.each([
  ['membership', '2028-11-23'],
  ['post', '2032-11-23'],
] as const)('a day of a %s is not so far ahead that the year must be a mistake', (about, to) => {
  expect(possibleDays({ birthDate: '1970' }, { about, today: '2026-11-23' })).toMatchObject({ to });
});
