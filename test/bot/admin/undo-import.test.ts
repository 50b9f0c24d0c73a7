import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createInvitations } from '../../../models/chat/invitation.ts';
import { administeredOffice } from '../../support/admin.ts';
import { operate } from '../../support/commands.ts';
import { everythingIn } from '../../support/organisation.ts';

const LISTS = resolve(import.meta.dirname, '../../fixtures/lists');
const office = administeredOffice([]);

test('the last import is told, taken back only where that is confirmed, and then gone as a whole', async () => {
  await office.admin(['import', join(LISTS, 'two-cells.xlsx')]);
  const before = await everythingIn(office);

  const told = await office.admin(['undo-import']);
  expect(told).toMatch(/nguoi +10 +0/);
  expect(told).toContain('chạy lại với --yes');
  expect(await everythingIn(office)).toEqual(before);

  expect(await office.admin(['undo-import', '--yes'])).toContain('Đã thu hồi lần nhập này');
  expect((await everythingIn(office)).flat()).toEqual([]);
  expect(await office.admin(['undo-import'], 1)).toContain('Không có lần nhập nào để thu hồi');
}, 60_000);

test('an import that changed nothing is told, and the one before is taken back only where that is meant', async () => {
  await office.admin(['import', join(LISTS, 'two-cells.xlsx')]);
  const request = { people: ['P01', 'P02'], now: office.now, expiresAt: new Date('2099-01-01T00:00:00Z') };
  await createInvitations(office, request);
  const copy = join(office.folder, 'lan-hai.xlsx');
  copyFileSync(join(LISTS, 'two-cells.xlsx'), copy);
  await office.admin(['import', copy]);
  const before = await everythingIn(office);

  const told = await office.admin(['undo-import']);
  expect(told).toMatch(/Lần nhập sau cùng \(lan-hai\.xlsx, .*\) không thay đổi gì/);
  expect(told).toMatch(/Lần nhập gần nhất đã thay đổi dữ liệu: two-cells\.xlsx, /);
  expect(told).toContain('2 phiếu mời chưa dùng của những người bị bỏ đi không còn hiệu lực');
  expect(told).toContain('--yes --earlier');
  expect(await office.admin(['undo-import', '--yes'], 1)).toContain('chạy lại với --yes --earlier');
  expect(await everythingIn(office)).toEqual(before);

  await office.admin(['undo-import', '--yes', '--earlier']);
  expect((await everythingIn(office)).flat()).toEqual([]);
  expect(await office.database.invitations.countDocuments()).toBe(0);
}, 60_000);

test('what was built on it is named, and nothing changes', async () => {
  await office.admin(['import', join(LISTS, 'two-cells.xlsx')]);
  const payload = { person: 'P01', collective: 'CU1', to: '2026-09-30' };
  await operate(office, { name: 'end-post', payload });

  const refused = await office.admin(['undo-import', '--yes'], 1);
  expect(refused).toContain('chuc-vu P01/CU1: đã được sửa sau lần nhập');
  expect(await office.database.people.countDocuments()).toBe(10);
}, 60_000);
