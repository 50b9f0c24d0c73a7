import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { invitePeople } from '../../handlers/invite-people.ts';
import { openCycle } from '../../models/cycle.ts';
import { linkIdentity } from '../../models/identity.ts';
import { importAll, NOW, type Office, openOffice, smallOrganisation } from '../support/organisation.ts';
import { PLAN_58, packFrom } from '../support/packs.ts';

let office: Office;

beforeEach(async () => {
  office = await openOffice(inject('mongodbUri'));
  await importAll(office, smallOrganisation());
  await openCycle(office.database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
});

afterEach(() => office.database.close());

async function invite() {
  const { invitations, forged } = await invitePeople(office, {
    ...{ unit: undefined, evenIfLinked: false, tryingChannel: 'web' },
    ...{ now: NOW, expiresAt: new Date(NOW.getTime() + 1_000) },
  });
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
