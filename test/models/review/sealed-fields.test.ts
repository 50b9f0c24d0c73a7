import { expect, test } from 'vitest';
import { CONCLUSION_TEXTS, openFields, sealFields } from '../../../models/review/sealed-fields.ts';
import { createKeyRing, generateKeyRing } from '../../../models/store/encryption.ts';

const keys = createKeyRing(generateKeyRing());
const document = { _id: 'P1/2025/CB', rank: 'good', strengths: 'Gương mẫu 👏\r\n', weaknesses: '' };

test('sealed texts cannot be read, and opened ones are the same to the character', () => {
  const sealed = sealFields(keys, { narrative: CONCLUSION_TEXTS, document });

  expect(sealed).toMatchObject({ _id: 'P1/2025/CB', rank: 'good' });
  expect(JSON.stringify(sealed)).not.toContain('Gương mẫu');
  expect(openFields(keys, { narrative: CONCLUSION_TEXTS, document: sealed })).toEqual(document);
});

test('a text that was moved to another document or field is refused', () => {
  const sealed = sealFields(keys, { narrative: CONCLUSION_TEXTS, document });
  const elsewhere = { ...sealed, _id: 'P2/2025/CB' };
  const swapped = { ...sealed, strengths: sealed.weaknesses };

  for (const changed of [elsewhere, swapped]) {
    expect(() => openFields(keys, { narrative: CONCLUSION_TEXTS, document: changed })).toThrow(
      expect.objectContaining({ code: 'envelope-unreadable' }),
    );
  }
});
