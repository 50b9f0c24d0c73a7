import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createKeyRing } from '../../../models/store/encryption.ts';

function keyOf(bytes: Buffer | readonly number[]): string {
  return Buffer.from(bytes).toString('base64');
}

describe('a key ring is refused', () => {
  test('that has one id twice, whatever the keys', () => {
    const ring = `k1:${keyOf(randomBytes(32))},k0:${keyOf(randomBytes(32))},k1:${keyOf(randomBytes(32))}`;
    expect(() => createKeyRing(ring)).toThrow(
      expect.objectContaining({ code: 'encryption-key-repeated', details: { key: 'k1' } }),
    );
  });

  test.each([
    ['all zero', Buffer.alloc(32)],
    ['one byte again and again', Buffer.alloc(32, 7)],
    ['a short pattern', Buffer.alloc(32, 'abcd')],
  ])('whose key is %s', (_, bytes) => {
    const ring = `k2:${keyOf(randomBytes(32))},k1:${keyOf(bytes)}`;
    expect(() => createKeyRing(ring)).toThrow(
      expect.objectContaining({ code: 'encryption-key-weak', details: { key: 'k1' } }),
    );
  });

  test('that is not written as ids and keys', () => {
    for (const wrong of ['', 'k1', 'k1:', `k1:${keyOf(randomBytes(31))}`, `k 1:${keyOf(randomBytes(32))}`]) {
      expect(() => createKeyRing(wrong)).toThrow(
        expect.objectContaining({ code: 'encryption-keys-invalid' }),
      );
    }
  });
});

test('what is sealed with an older key is opened after a new one was put in front', () => {
  const old = `k1:${keyOf(randomBytes(32))}`;
  const sealed = createKeyRing(old).seal('Một năm phấn đấu', 'here');
  const both = createKeyRing(`k2:${keyOf(randomBytes(32))},${old}`);
  expect(both.open(sealed, 'here')).toBe('Một năm phấn đấu');
  expect(both.digests('a', 'b')).toContain(createKeyRing(old).digests('a', 'b')[0]);
});

test('digests are keyed with a key of their own, not with the one that seals', () => {
  const key = randomBytes(32);
  const ring = createKeyRing(`k1:${keyOf(key)}`);
  const withSealingKey = createHmac('sha256', key).update('digest/b/a').digest('base64url');
  expect(ring.digests('a', 'b')).not.toContain(withSealingKey);
  expect(ring.digests('a', 'b')).not.toEqual(ring.digests('a', 'c'));
});
