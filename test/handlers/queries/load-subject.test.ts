import { describe, expect, test } from 'vitest';
import { findForm } from '../../../flows/forms/compile.ts';
import { loadSubject, packOf, subjectOf } from '../../../handlers/queries/load-subject.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { officeForAll } from '../../support/office.ts';
import { NOW, smallOrganisation, table } from '../../support/organisation.ts';
import { PLAN_58, packFrom, SAMPLE_PACK } from '../../support/packs.ts';

const office = officeForAll([
  ...smallOrganisation(),
  table(
    'commitments',
    ['P1', 'năm trước', '2', 'Hai'],
    ['P1', 'năm trước', '1', 'Một'],
    ['P1', '2024', '1', 'Cũ'],
  ),
  table(
    'remedies',
    ['P1', 'năm trước', '1', 'Chỉ ra', 'CB', 'Chậm'],
    ['P1', 'năm nay', '1', 'Chỉ ra', '', 'Mới'],
  ),
  table('suggestions', ['P1', 'năm nay', '1', 'DU', 'Làm rõ'], ['DU', 'năm nay', '1', 'BGD', 'Tập thể']),
]);

const REVIEW = { cycle: { year: 2026 }, day: '2026-11-23' };

test('[D2 part] [D23] [D24] [D25] a person accounts for last year and for what is suggested this year', async () => {
  const subject = await loadSubject(office, { person: 'P1', ...REVIEW });

  expect(subject).toEqual({
    roles: ['member', 'leader'],
    commitments: [
      { id: '2025-1', text: 'Một' },
      { id: '2025-2', text: 'Hai' },
    ],
    remedies: [{ id: '2025-1', text: 'Chậm', from: 'Chi bộ Một' }],
    suggestions: [{ id: '2026-1', text: 'Làm rõ', from: 'Đảng ủy Công ty' }],
  });
});

test('[D26 part] a public employee and [D8 part] a leader who is not a member are known as such', async () => {
  expect((await loadSubject(office, { person: 'P2', ...REVIEW }))?.roles).toEqual([
    'member',
    'public-employee',
  ]);
  expect((await loadSubject(office, { person: 'P3', ...REVIEW }))?.roles).toEqual(['leader']);
  expect(await loadSubject(office, { person: 'nobody', ...REVIEW })).toBeUndefined();
});

describe('[D8] a review asks', () => {
  const nothing = { commitments: [], remedies: [], suggestions: [], names: new Map() };
  const rolesOf = (
    partyStatus: 'official' | 'exempt' | 'none',
    collectives: ('board' | 'cell-committee')[],
  ) => subjectOf({ person: { partyStatus, publicEmployee: false }, collectives, ...nothing }).roles;

  test.each([
    { partyStatus: 'official', collectives: [], roles: ['member'] },
    { partyStatus: 'official', collectives: ['cell-committee'], roles: ['member'] },
    { partyStatus: 'official', collectives: ['board'], roles: ['member', 'leader'] },
    { partyStatus: 'exempt', collectives: [], roles: [] },
    { partyStatus: 'exempt', collectives: ['board'], roles: ['leader'] },
    { partyStatus: 'none', collectives: ['cell-committee'], roles: [] },
  ] as const)('$partyStatus in $collectives as $roles', ({ partyStatus, collectives, roles }) => {
    expect(rolesOf(partyStatus, [...collectives])).toEqual(roles);
  });

  test.each([
    { roles: ['member'], form: 'self-review' },
    { roles: ['leader'], form: 'self-review' },
    { roles: [], form: undefined },
    { roles: ['public-employee'], form: undefined },
  ] as const)('by the pack of the plan $roles: $form', ({ roles, form }) => {
    expect(findForm(packFrom(PLAN_58), { becomes: 'self-review', roles })?.id).toBe(form);
  });
});

describe('what a cycle asks', () => {
  test('is read as it was given, every version of it', async () => {
    const content = packFrom(SAMPLE_PACK);
    const renamed = packFrom(SAMPLE_PACK.replace('Kỳ mẫu', 'Kỳ khác'));
    const opened = { unit: 'DB', year: 2026, now: NOW };
    await openCycle(office.database, { ...opened, pack: content });
    const { cycle } = await openCycle(office.database, { ...opened, pack: renamed });

    expect(packOf(cycle)).toEqual(renamed);
    expect(packOf(cycle, content.version)).toEqual(content);
  });

  test('that this release cannot read is an error by name', async () => {
    const pack = { version: 'x', format: 99 };
    const { cycle } = await openCycle(office.database, { unit: 'CT', year: 2026, pack, now: NOW });

    expect(() => packOf(cycle)).toThrow(expect.objectContaining({ code: 'pack-unreadable' }));
  });
});
