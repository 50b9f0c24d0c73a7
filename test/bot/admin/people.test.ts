import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { administeredOffice } from '../../support/admin.ts';
import { CYCLE, decide, openPlan58, organisationWithExempt } from '../../support/decided-cycle.ts';

const office = administeredOffice(organisationWithExempt());

async function exclude(
  of: { kind: 'person' | 'unit'; code: string },
  why: string,
  by?: string,
): Promise<void> {
  const payload = { cycle: CYCLE, of, why, collectives: ['CU'] };
  const actor = by === undefined ? {} : { actor: { kind: 'person', person: by } as const };
  const call = { name: 'exclude-from-cycle', id: randomUUID(), payload, ...actor } as const;
  expect(await decide(office, call)).toBe('recorded');
}

beforeEach(async () => {
  await openPlan58(office);
});

test('who is excused is told from who is not reviewed, with the reason, by whom and when, in both languages', async () => {
  await exclude({ kind: 'person', code: 'P2' }, 'Nghỉ thai sản', 'P5');
  await exclude({ kind: 'unit', code: 'CB2' }, 'Mới thành lập');

  const said = await office.admin(['people']);
  expect(said).toMatch(/^được miễn .* P2 /m);
  expect(said).toMatch(/^được miễn .* P7 /m);
  expect(said).toMatch(/^miễn sinh hoạt .* P4 /m);
  expect(said).toMatch(
    /P2 được miễn kiểm điểm trong kỳ DB-2026: Nghỉ thai sản \(P5, .*23\/11.*\)\. · P2 is excused from the cycle DB-2026: Nghỉ thai sản \(P5, /,
  );
  expect(said).toMatch(
    /Đơn vị CB2 được miễn kiểm điểm trong kỳ DB-2026 \(1 người ở trên\): Mới thành lập \(quantri@may-chu, .*\)\. · The unit CB2 is excused/,
  );
  const [only] = JSON.parse(await office.admin(['people', '--state', 'excused', '--unit', 'CB2', '--json']));
  expect(only).toMatchObject({ code: 'P7', state: 'excused', why: 'Mới thành lập' });
});
