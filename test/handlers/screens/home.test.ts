import { expect, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import type { ReviewStanding } from '../../../handlers/queries/review-standing.ts';
import { type HomeFacts, presentHome } from '../../../handlers/words/home.ts';
import { flowOf, textStep } from '../../support/flows.ts';
import { beginReview, nameOf, type Person } from '../../support/person.ts';

const locales = await loadLocales();

function atHome(person: Person) {
  person.write('menu');
  const [home] = person.said();
  if (home?.type !== 'screen') throw new Error(`home is not shown but ${home?.type}`);
  const [{ facts } = { facts: null }] = (home.facts as HomeFacts).tasks;
  const { standing } = facts as { standing: ReviewStanding | null };
  const ways = home.actions.map((action) => (action.do === 'open' ? action.screen : nameOf(action)));
  return { stage: standing?.stage, ways };
}

test('home says whether there is anything to do: to go on, to hand in what was changed, or nothing', () => {
  const person = beginReview(flowOf([textStep('politics'), textStep('plan', { required: false })]));
  person.write('Năm qua tôi luôn vững vàng.');
  expect(atHome(person)).toMatchObject({ stage: 'writing', ways: ['begin', 'overview', ...MORE] });
  for (const typed of ['làm tiếp', 'xong', 'bỏ qua', 'nộp']) person.write(typed);
  expect(person.said()).toMatchObject([{ type: 'submitted', submission: 1 }]);
  expect(atHome(person)).toMatchObject({
    stage: 'handed-in',
    ways: ['overview', 'withdraw', ...MORE],
  });

  for (const typed of ['nộp', 'nộp']) person.write(typed);
  expect(person.said()).toMatchObject([{ type: 'review', problem: { code: 'nothing-changed' } }]);

  for (const typed of ['sửa câu 2', 'Năm tới tôi sẽ cố gắng hơn nữa.']) person.write(typed);
  expect(person.answer('plan')).toBe('Năm tới tôi sẽ cố gắng hơn nữa.');
  expect(atHome(person)).toMatchObject({ stage: 'changed', ways: ['review', 'begin', 'overview', ...MORE] });
  person.press('review');
  person.write('nộp');
  expect(person.said()).toMatchObject([{ type: 'submitted', submission: 2 }]);
});

test('home says that what was handed in is withdrawn, and leads to handing in again', () => {
  const person = beginReview(flowOf([textStep('politics')]));
  for (const typed of ['Năm qua tôi luôn vững vàng.', 'xong', 'nộp']) person.write(typed);
  expect(person.said()).toMatchObject([{ type: 'submitted', submission: 1 }]);
  person.write('menu');
  // The short word asks, and confirms nothing, however often it is typed.
  for (const typed of ['rút', 'Rút']) {
    expect(person.write(typed).commands).toEqual([]);
    expect(person.said()).toMatchObject([{ type: 'withdraw', submission: 1 }]);
  }
  person.write('giữ lại');
  expect(atHome(person)).toMatchObject({ stage: 'handed-in' });

  person.write('rút lại');
  expect(person.write('đồng ý rút').commands).toEqual([
    { name: 'withdraw-self-review', draft: expect.any(String), number: 1 },
  ]);
  expect(atHome(person)).toMatchObject({ stage: 'changed', ways: ['review', 'begin', 'overview', ...MORE] });
  person.press('review');
  person.write('nộp');
  expect(person.said()).toMatchObject([{ type: 'submitted', submission: 2 }]);
});

const MORE = ['languages', 'help', 'privacy'];

test.each([
  ['vi', 'Hồ sơ ghi đồng chí rời đơn vị từ ngày 03/12/2026.'],
  ['en', 'you leave your unit on 03/12/2026.'],
] as const)(
  'home says in %s from which day somebody is to leave, right below its title',
  (language, line) => {
    const told = [
      { type: 'title', text: 'Năm 2026' },
      { type: 'text', text: 'Hạn nộp' },
    ] as const;
    const shown = { t: locales.translator(language), language, told };
    const [title, leaving, ...rest] = presentHome({ tasks: [], leavesOn: '2026-12-03' }, shown);
    expect(leaving).toEqual({ type: 'status', text: expect.stringContaining(line) });
    expect([title, ...rest]).toEqual(told);
    expect(presentHome({ tasks: [] }, shown)).toEqual(told);
  },
);
