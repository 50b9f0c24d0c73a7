import { expect, test } from 'vitest';
import { present, presentIn, question } from '../../support/present.ts';

test('a day that is out of range is told with the days as people write them', () => {
  const details = { min: '2018-01-01', max: '2026-11-28', day: '2026-11-29' };
  const problem = { code: 'date-too-late', details };
  const [told] = present(question('politics', { problem, part: 1, parts: 1 })).blocks;
  expect(told?.text).toBe(
    'Không ghi được ngày 29/11/2026, vì muộn hơn ngày 28/11/2026. Gửi một ngày từ 01/01/2018 đến 28/11/2026, ' +
      'ví dụ 23/11/2026. Ngày hôm nay thì gõ “hôm nay” cũng được.',
  );
});

test('a file that comes too early is told the heading of the question that takes it', () => {
  const problem = { code: 'no-file-yet', details: { step: 'evidence' } };
  const [told] = present(question('politics', { problem, part: 1, parts: 1 })).blocks;
  expect(told?.text).toMatch(/gửi lại khi được hỏi “[^”{]+”/);
});

test('a day that cannot be read is told with an example that can be sent', () => {
  const problem = { code: 'not-a-date', details: { min: '2018-01-01', max: '2019-12-31' } };
  const [told] = present(question('politics', { problem, part: 1, parts: 1 })).blocks;
  expect(told?.text).toContain(
    'Tôi chưa đọc được ngày này. Gửi một ngày từ 01/01/2018 đến 31/12/2019, ví dụ 31/12/2019.',
  );
});

test('where one day alone can be given, that is said, and none is called today that is not', () => {
  const said = (day: string) => {
    const problem = { code: 'not-a-date', details: { min: day, max: day } };
    return present(question('politics', { problem, part: 1, parts: 1 })).blocks[0]?.text;
  };
  expect(said('2026-11-23')).toContain('Chỉ ghi được một ngày: 23/11/2026. Ngày hôm nay thì gõ “hôm nay”');
  expect(said('2026-11-22')).toBe('Tôi chưa đọc được ngày này. Chỉ ghi được một ngày: 22/11/2026.');
});

test('what can be done while the record is away is told by a word of its own each', () => {
  const away = { type: 'screen', screen: 'home', withheld: 'unavailable', facts: null, choices: [] };
  const home = { do: 'open', screen: 'home' };
  const words = (actions: object[]) =>
    presentIn({ ...away, actions }, { card: 'c1' }).actions.map(({ word }) => word);
  expect(words([{ do: 'begin', form: 'self-review' }, home])).toEqual(['thử lại', 'menu']);
  expect(words([home])).toEqual(['thử lại']);
});
