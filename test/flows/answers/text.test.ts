import { describe, expect, test } from 'vitest';
import { checkText, isMarkedSecret } from '../../../flows/answers/text.ts';

describe('a mark of state secrecy', () => {
  test.each([
    'MẬT',
    '  MẬT.  ',
    '(MẬT)',
    '**TỐI MẬT**',
    'Báo cáo\nMẬT\nNội dung',
    'Báo cáo\r\n[TỐI MẬT]\r\nNội dung',
    'Văn bản đóng dấu TUYỆT MẬT của đơn vị',
    'Độ mật: TỐI MẬT',
    'Độ mật: Mật',
    'ĐỘ MẬT: MẬT',
    'ĐỘ MẬT MẬT',
    'độ  mật : tuyệt mật',
    'TỐI\u00a0MẬT',
    'TUYỆT MẬT'.normalize('NFD'),
    'TUYỆT\u200b M\u00adẬT',
  ])('%j is seen', (text) => {
    expect(isMarkedSecret(text)).toBe(true);
  });

  test.each([
    'BÍ MẬT KINH DOANH',
    'BÍ MẬT',
    'giữ bí mật',
    'bí mật nhà nước',
    'MẬT ONG',
    'mật',
    'Mật',
    'RỈ MẬT',
    'mật độ dân cư',
    'tuyệt mật mà tôi nghe kể',
    'Độ mật: không',
    'MẬTTHƯ',
    'TỐI MẬTS',
    'ĐÃ GIỮ MẬT',
  ])('%j has none', (text) => {
    expect(isMarkedSecret(text)).toBe(false);
  });
});

describe('what cannot be taken', () => {
  const limits = { max: 10, before: 0 };

  test('is a secret, nothing at all, or too much', () => {
    expect(checkText('MẬT', limits)).toEqual({ code: 'secret' });
    expect(checkText('đủ ngắn', limits)).toBeUndefined();
    expect(checkText('quá dài rồi', limits)).toEqual({ code: 'too-long', details: { max: 10, length: 11 } });
  });

  test.each(['', ' \n\t', '\u200b', '\u00a0\ufeff', '\u0000', '\u3164\u2800', '\ud800'])(
    '%j is nothing',
    (text) => {
      expect(checkText(text, limits)).toEqual({ code: 'empty' });
    },
  );

  test('counts code points, and what was written before', () => {
    expect(checkText('🙂'.repeat(10), limits)).toBeUndefined();
    expect(checkText('🙂'.repeat(11), limits)?.code).toBe('too-long');
    expect(checkText('ế'.normalize('NFD').repeat(4), limits)?.details?.length).toBe(12);
    expect(checkText('12345', { max: 10, before: 6 })?.details?.length).toBe(11);
  });

  test('is found in a text of empty lines without going over it again and again', () => {
    expect(checkText('\n'.repeat(200_000), { max: 10, before: 0 })).toEqual({ code: 'empty' });
    expect(checkText(' '.repeat(200_000), { max: 10, before: 0 })).toEqual({ code: 'empty' });
  });
});
