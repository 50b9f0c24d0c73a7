import { expect, test } from 'vitest';
import { presentIn } from '../../support/present.ts';

test('the unit is named of those alone who are in another one than the list is of', () => {
  const people = [
    { code: 'P1', name: 'Nguyễn Văn Một', unit: 'Chi bộ Hai' },
    { code: 'P2', name: 'Trần Thị Hai', unit: 'Tổ đảng Ba' },
  ];
  const linesOf = (units: string[]) => {
    const items = people.map((one) => ({ ...one, standing: 'joined' }));
    const facts = { items, units, others: [], total: 2, page: 0, pages: 1, search: '', onlyNotJoined: false };
    const choices = people.map(({ code }) => ({
      do: 'open',
      screen: 'unit-person',
      params: { member: code },
    }));
    const output = { type: 'screen', screen: 'unit-people', facts, choices, actions: [] };
    return presentIn(output, { card: 'c1' }).choices.map(({ label }) => label);
  };
  const joined = 'đã tham gia, chưa trả lời';
  const second = `Trần Thị Hai: ${joined} (Tổ đảng Ba)`;
  expect(linesOf(['Chi bộ Hai'])).toEqual([`Nguyễn Văn Một: ${joined}`, second]);
  expect(linesOf(['Chi bộ Hai', 'Chi bộ Bốn'])).toEqual([`Nguyễn Văn Một: ${joined} (Chi bộ Hai)`, second]);
});
