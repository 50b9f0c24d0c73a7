import { expect, test } from 'vitest';
import { isDuplicateKey } from '../../../models/store/errors.ts';
import { officeForAll } from '../../support/office.ts';

const office = officeForAll([]);

/** What a write is refused with. */
function refusalOf(write: Promise<unknown>): Promise<unknown> {
  return write.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test('a key that is taken is told from any other failure of a write', async () => {
  const { keyChecks } = office.database;
  const document = { _id: 'k1', value: 'one' };
  await keyChecks.create(document);

  expect(isDuplicateKey(await refusalOf(keyChecks.create(document)))).toBe(true);
  expect(isDuplicateKey(await refusalOf(keyChecks.bulkWrite([{ insertOne: { document } }])))).toBe(true);
  expect(isDuplicateKey(await refusalOf(keyChecks.create({ _id: 'k2' })))).toBe(false);
});

test.each([undefined, null, 'E11000', new Error('E11000 duplicate key')])(
  '%s is no duplicate key',
  (error) => {
    expect(isDuplicateKey(error)).toBe(false);
  },
);
