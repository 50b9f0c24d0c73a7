import { expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { newsText } from '../../../handlers/words/news.ts';
import { BY_OFFICE } from '../../../models/command.ts';

const t = (await loadLocales()).translator('vi');

test.each([
  [{ name: 'Hai', on: '2026-12-28' }, 'Đồng chí Hai được ghi rời đơn vị từ ngày 28/12/2026.'],
  [
    { name: 'Hai', on: '2026-12-28', before: '2026-12-03', recordedBy: 'Năm' },
    'Đồng chí Hai được ghi rời đơn vị từ ngày 28/12/2026. Trước đây hồ sơ ghi ngày 03/12/2026, nay đổi lại như trên. Đồng chí Năm đã ghi nhận việc này.',
  ],
  [
    { name: 'Hai', on: '2026-12-28', recordedBy: BY_OFFICE },
    'Đồng chí Hai được ghi rời đơn vị từ ngày 28/12/2026. Bộ phận quản trị đã ghi nhận việc này.',
  ],
])('news of %j says the day before and who recorded it, where it knows them', (values, text) => {
  expect(newsText({ kind: 'member-left', values }, { t, language: 'vi' })).toBe(text);
});
