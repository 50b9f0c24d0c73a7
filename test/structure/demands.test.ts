import { expect, test } from 'vitest';
import { DEMANDS, demandsPage, namedDemands } from './demands.ts';
import { expectNone } from './expect-none.ts';

const named = namedDemands();

test('the demands of the plan are numbered from D1 without a gap', () => {
  expect([...DEMANDS.keys()]).toEqual(Array.from({ length: DEMANDS.size }, (_, index) => `D${index + 1}`));
});

test('demands that tests name are demands of the plan', () => {
  const wrong = named.filter(({ number, extent }) => extent === undefined || !DEMANDS.has(number));
  expectNone(
    wrong.map(({ tag, place }) => `${place} says ${tag}`),
    `Name demands one by one, from [D1] to [D${DEMANDS.size}], and a piece of one as [D1 part]:`,
  );
});

test('demands are named in titles, where the page finds them', () => {
  expectNone(
    named.filter(({ title }) => title === undefined).map(({ tag, place }) => `${place} says ${tag}`),
    'Put the number into the title of a test, a suite or a row of a table, as a plain text:',
  );
});

test('docs/demands.md shows which tests show which demand; `npm run demands` writes it anew', async () => {
  await expect(demandsPage(named)).toMatchFileSnapshot('../../docs/demands.md');
});
