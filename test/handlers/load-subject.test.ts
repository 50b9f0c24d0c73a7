import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { loadSubject, readCycleContent, subjectOf } from '../../handlers/load-subject.ts';
import { openCycle } from '../../models/cycle.ts';
import { cycleOf, SAMPLE_CYCLE } from '../support/cycles.ts';
import {
  importAll,
  NOW,
  type Office,
  openOffice,
  smallOrganisation,
  table,
} from '../support/organisation.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice(inject('mongodbUri'));
  await importAll(office, [
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
});

afterAll(() => office.database.close());

test('[D2 part] [D23] [D24] [D25] a person accounts for last year and for what is suggested this year', async () => {
  const subject = await loadSubject(office, { person: 'P1', cycle: { year: 2026 } });

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
  const cycle = { year: 2026 };
  expect((await loadSubject(office, { person: 'P2', cycle }))?.roles).toEqual(['member', 'public-employee']);
  expect((await loadSubject(office, { person: 'P3', cycle }))?.roles).toEqual(['leader']);
  expect(await loadSubject(office, { person: 'nobody', cycle })).toBeUndefined();
});

describe('[D8] a review asks', () => {
  const nothing = { commitments: [], remedies: [], suggestions: [], names: new Map() };
  const rolesOf = (
    partyStatus: 'official' | 'exempt' | 'none',
    collectives: ('board' | 'cell-committee')[],
  ) => subjectOf({ person: { partyStatus, publicEmployee: false }, collectives, ...nothing })?.roles;

  test.each([
    { partyStatus: 'official', collectives: [], roles: ['member'] },
    { partyStatus: 'official', collectives: ['cell-committee'], roles: ['member'] },
    { partyStatus: 'official', collectives: ['board'], roles: ['member', 'leader'] },
    { partyStatus: 'exempt', collectives: [], roles: undefined },
    { partyStatus: 'exempt', collectives: ['board'], roles: ['leader'] },
    { partyStatus: 'none', collectives: ['cell-committee'], roles: undefined },
  ] as const)('$partyStatus in $collectives as $roles', ({ partyStatus, collectives, roles }) => {
    expect(rolesOf(partyStatus, [...collectives])).toEqual(roles);
  });
});

describe('what a cycle asks', () => {
  test('is read as it was given, every version of it', async () => {
    const content = cycleOf(SAMPLE_CYCLE);
    const renamed = cycleOf(SAMPLE_CYCLE.replace('Kỳ mẫu', 'Kỳ khác'));
    const of = { unit: 'DB', year: 2026, now: NOW };
    await openCycle(office.database, { ...of, file: content });
    const { cycle } = await openCycle(office.database, { ...of, file: renamed });

    expect(readCycleContent(cycle)).toEqual(renamed);
    expect(readCycleContent(cycle, content.version)).toEqual(content);
  });

  test('that this release cannot read is an error by name', async () => {
    const file = { version: 'x', format: 99 };
    const { cycle } = await openCycle(office.database, { unit: 'CT', year: 2026, file, now: NOW });

    expect(() => readCycleContent(cycle)).toThrow(expect.objectContaining({ code: 'cycle-file-unreadable' }));
  });
});
