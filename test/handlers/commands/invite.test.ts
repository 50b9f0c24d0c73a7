import { beforeEach, expect, test } from 'vitest';
import { listEventsAbout } from '../../../models/audit-event.ts';
import { linkIdentity } from '../../../models/chat/identity.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import { NOW } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

const office = officeForEach();

beforeEach(async () => {
  await openCycle(office.database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
});

async function invite(only: { person?: string } = {}) {
  const expiresAt = new Date(NOW.getTime() + 1_000);
  const payload = { ...only, evenIfLinked: false, tryingChannel: 'web', expiresAt };
  const { result, facts } = await operate(office, { name: 'invite', payload });
  const { invitations = [], forged = [] } = result ?? {};
  expect(facts).toEqual({ invited: invitations.length, until: expiresAt.toISOString() });
  return { people: invitations.map(({ person }) => person).sort(), forged };
}

test('whoever has joined is not invited again', async () => {
  const link = { channel: 'telegram', user: '1', chat: '1', person: 'P1', consent: null };
  await linkIdentity(office, { ...link, now: NOW });
  expect(await invite()).toEqual({ people: ['P2', 'P3'], forged: [] });
});

test('a binding that somebody wrote into the database is named, and everybody is invited', async () => {
  const row = { _id: 'telegram:1', channel: 'telegram', user: '1', chat: '1', person: 'P1', mac: 'x' };
  await office.database.identities.collection.insertOne(row as never);
  expect(await invite()).toEqual({ people: ['P1', 'P2', 'P3'], forged: ['telegram:1'] });
});

test('the people who were invited find it among the events about them, without their codes', async () => {
  await invite();
  const [event] = await listEventsAbout(office.database, { person: 'P2', most: 10 });
  expect(event).toMatchObject({ kind: 'people-invited', people: ['P1', 'P2', 'P3'] });
  expect(event?.contents).toEqual({});
});

test('one person is invited alone, though they have joined; one who is not known is refused', async () => {
  const link = { channel: 'telegram', user: '1', chat: '1', person: 'P1', consent: null };
  await linkIdentity(office, { ...link, now: NOW });
  expect(await invite({ person: 'P1' })).toEqual({ people: ['P1'], forged: [] });
  await expect(invite({ person: 'P9' })).rejects.toThrow('refused: person-unknown');
});

test('why one person is not invited is told: they have left, or are excused from the cycle', async () => {
  const of = { kind: 'person', code: 'P2' } as const;
  const decided = { cycle: 'DB-2026', of, why: 'Ốm', collectives: [] };
  await operate(office, { name: 'exclude-from-cycle', payload: decided });
  await expect(invite({ person: 'P2' })).rejects.toThrow('refused: excused-already');
  const leave = { person: 'P2', on: '2026-11-20', why: 'transferred' } as const;
  await operate(office, { name: 'end-membership', payload: leave });
  await expect(invite({ person: 'P2' })).rejects.toThrow('refused: left-already');
});
