import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIdentities } from '../../../handlers/identities.ts';
import { createMembers } from '../../../handlers/queries/members.ts';
import { createWithFallback } from '../../../handlers/queries/with-fallback.ts';
import { decodeConversation } from '../../../handlers/talk/stored-conversation.ts';
import { linkIdentity, listIdentities } from '../../../models/chat/identity.ts';
import { createLastKnown } from '../../../models/chat/last-known.ts';
import { readOrganisationVersion } from '../../../models/organisation/organisation-version.ts';
import { operate } from '../../support/commands.ts';
import { CHAT, type LiveOffice, openLiveOffice, PERSON } from '../../support/live-office.ts';
import { NOW } from '../../support/organisation.ts';

let office: LiveOffice;

beforeEach(async () => {
  office = await openLiveOffice();
  const consent = { version: '1', at: NOW };
  const other = { channel: 'plain', user: 'u', chat: 'c', person: PERSON, consent };
  await linkIdentity(office, { ...other, now: NOW });
  await office.happen({ do: 'resume' });
  await office.happen({ text: 'Câu trả lời' });
});
afterEach(() => office.close());

function unlink(only: { channel?: string } = {}) {
  return operate(office, { name: 'unlink-person', payload: { person: PERSON, ...only } });
}

async function waiting(): Promise<unknown[]> {
  return ((await office.store.waiting(PERSON)) ?? []).map(({ json }) => JSON.parse(json));
}

test('the chats of a person end, consent is withdrawn, and each of them is told by the running bot', async () => {
  expect(await unlink()).toMatchObject({ facts: { chats: 2, channels: 'plain web' } });
  expect(await listIdentities(office, { person: PERSON })).toEqual([]);
  expect(await office.database.consents.find({}).lean()).toMatchObject([
    { person: PERSON, act: 'withdrawn', version: '1' },
  ]);
  const plain = { channel: 'plain', chat: 'c' };
  expect(await waiting()).toMatchObject([
    { kind: 'unlink', address: plain },
    { kind: 'message', output: { type: 'unlinked' }, address: plain },
    { kind: 'unlink', address: CHAT },
    { kind: 'message', output: { type: 'unlinked' }, address: CHAT },
  ]);
  const { head, draft } = decodeConversation(PERSON, await office.store.load(PERSON));
  expect(head?.address).toBeNull();
  expect(draft?.state.draft.answers).toHaveProperty('politics');
});

test('a conversation that Redis lost is brought back for it, so that the address in it ends and the chats are told', async () => {
  const { redis, prefix } = office.live;
  const lost = (await redis.keys(`${prefix}*`)).filter((key) => key.endsWith(`:${PERSON}`));
  expect(lost).not.toEqual([]);
  await redis.del(lost);
  await unlink();
  expect(await waiting()).toContainEqual(expect.objectContaining({ kind: 'unlink', address: CHAT }));
  expect(decodeConversation(PERSON, await office.store.load(PERSON)).head?.address).toBeNull();
});

test('on one channel only, the others stay as they are', async () => {
  await unlink({ channel: 'plain' });
  const left = await listIdentities(office, { person: PERSON });
  expect(left.map(({ channel }) => channel)).toEqual(['web']);
  expect(decodeConversation(PERSON, await office.store.load(PERSON)).head?.address).toEqual(CHAT);
  await expect(unlink({ channel: 'plain' })).rejects.toThrow('refused: nothing-linked');
});

test('a bot that knew the person forgets them with what the command left to be done', async () => {
  const { database, keys, live } = office;
  const lastKnown = createLastKnown({ ...live, keys });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const withFallback = createWithFallback({ lastKnown, log });
  const organisationVersion = () => readOrganisationVersion(database);
  const identities = createIdentities({
    ...{ database, keys, lastKnown, withFallback, organisationVersion },
    members: createMembers(database),
    now: () => NOW,
  });
  expect(await identities.identify('web', PERSON)).toMatchObject({ person: PERSON });
  await unlink();
  // A process that has nothing to do for the command goes by what it has noticed.
  expect(await identities.identify('web', PERSON)).toBeNull();
  await identities.unlink({ person: PERSON, address: CHAT });
  expect(await identities.identify('web', PERSON)).toBeNull();
});

test('somebody who is not known, or has no chat, is named', async () => {
  const of = (person: string) => operate(office, { name: 'unlink-person', payload: { person } });
  await expect(of('P9')).rejects.toThrow('refused: person-unknown');
  await expect(of('P2')).rejects.toThrow('refused: nothing-linked');
});

test('what the command left to be done ends no binding that was made since', async () => {
  await unlink();
  const [entry] = (await waiting()) as { boundUntil: string }[];
  expect(entry).toMatchObject({ kind: 'unlink', boundUntil: NOW.toISOString() });
  const { database, keys, live } = office;
  const lastKnown = createLastKnown({ ...live, keys });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const withFallback = createWithFallback({ lastKnown, log });
  const organisationVersion = () => readOrganisationVersion(database);
  const identities = createIdentities({
    ...{ database, keys, lastKnown, withFallback, organisationVersion },
    members: createMembers(database),
    now: () => NOW,
  });
  const later = new Date(NOW.getTime() + 1);
  await linkIdentity(office, { ...CHAT, user: PERSON, person: PERSON, consent: null, now: later });
  await identities.unlink({ person: PERSON, address: CHAT, boundUntil: new Date(entry?.boundUntil ?? '') });
  expect(await identities.identify('web', PERSON)).toMatchObject({ person: PERSON });
});
