import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LiveStore } from '../../../handlers/commands/define.ts';
import { runCommand } from '../../../handlers/commands/run-command.ts';
import { planUndo } from '../../../handlers/import/undo-import.ts';
import {
  checkAuditEvents,
  formatAnchor,
  readChainEnd,
  sealAuditEvents,
} from '../../../models/audit-chain.ts';
import { readEvents } from '../../../models/audit-event.ts';
import { conversationKeys } from '../../../models/chat/conversation-keys.ts';
import { findIdentity } from '../../../models/chat/identity.ts';
import { createInvitations, findInvitation } from '../../../models/chat/invitation.ts';
import { createLastKnown } from '../../../models/chat/last-known.ts';
import { difficultyContext } from '../../../models/review/difficulty.ts';
import { takenBackContext } from '../../../models/review/submission.ts';
import { createKeyRing, generateKeyRing, type KeyRing } from '../../../models/store/encryption.ts';
import { addRetired, admitKeyRing, findOldKeys } from '../../../models/store/key-check.ts';
import { announceKeys, withdrawKeys } from '../../../models/store/key-holders.ts';
import { OPERATOR, operate } from '../../support/commands.ts';
import {
  CYCLE,
  DRAFT,
  handIn,
  keepFile,
  type LiveOffice,
  leaveElsewhere,
  openLiveOffice,
  PERSON,
} from '../../support/live-office.ts';
import { openEverything } from '../../support/open-everything.ts';
import { importAll, NOW, table } from '../../support/organisation.ts';

const WORDS = 'Viết bằng khóa cũ';
const FILE = `attachment:${PERSON}:1`;
const OLD = generateKeyRing();
const NEW = generateKeyRing().replace('k1:', 'k2:');
const source = 'ENCRYPTION_KEYS';
let office: LiveOffice;
let both: KeyRing;

/** Everything that is sealed or has a digest, with the old key. */
beforeEach(async () => {
  office = await openLiveOffice(createKeyRing(OLD));
  await admitKeyRing(office.database, { keys: office.keys, source });
  await importAll(office, [table('commitments', [PERSON, '2025', '1', WORDS])]);
  await keepFile(office, { id: FILE, text: WORDS });
  await office.happen({ do: 'resume' });
  await office.happen({ text: WORDS });
  await office.happen({ do: 'next' });
  await office.happen({ file: FILE, name: 'Tệp.pdf' });
  await leaveElsewhere(office, WORDS);
  await handIn(office, { file: FILE, name: 'Tệp.pdf' });
  await createLastKnown({ ...office.live, keys: office.keys }).remember('review:P1', { words: WORDS });
  const { database, keys } = office;
  const text = keys.seal(WORDS, difficultyContext('d1', 'text'));
  const answer = { by: PERSON, text: keys.seal(WORDS, difficultyContext('d1', 'answer')), answeredAt: NOW };
  await database.difficulties.create({
    ...{ _id: 'd1', v: 1, salt: 's', asker: PERSON, collective: null, unit: 'U', offices: ['O'] },
    ...{ text, answer, askedAt: NOW, recordedAt: NOW, revision: 0 },
  });
  const version = { person: PERSON, cycle: CYCLE, number: 1 };
  const why = keys.seal(WORDS, takenBackContext(version));
  await database.submissions.updateOne(version, { takenBack: { by: OPERATOR, why, paperDay: null } });
  both = createKeyRing(`${NEW},${OLD}`);
});
afterEach(() => office.close());

function renew(given: { report?: (done: number) => void; live?: LiveStore } = {}) {
  return operate({ ...office, keys: both, ...given }, { name: 'renew-keys', payload: {} });
}

/** The ring without the old key, as a process that starts then has it. */
async function withoutOld(): Promise<KeyRing> {
  const keys = createKeyRing(NEW);
  await admitKeyRing(office.database, { keys, source });
  return addRetired(office.database, keys);
}

function openWith(keys: KeyRing): Promise<string> {
  return openEverything({ ...office.live, database: office.database, keys });
}

test('everything opens without the old key once all of it is sealed anew', async () => {
  await admitKeyRing(office.database, { keys: both, source });
  const before = await openWith(both);
  const ttl = await office.live.redis.ttl(`${office.live.prefix}last-known:review:P1`);
  const { result } = await renew();
  expect(result).toMatchObject({ active: 'k2', old: [{ id: 'k1', left: 0 }] });
  expect(result?.resealed).toBeGreaterThan(10);
  const after = await openWith(await withoutOld());
  expect(after.split(WORDS)).toHaveLength(before.split(WORDS).length);
  expect(ttl).toBeGreaterThan(0);
  expect(await office.live.redis.ttl(`${office.live.prefix}last-known:review:P1`)).toBeLessThanOrEqual(ttl);
});

test('an import from before the change can be taken back after it, words too', async () => {
  const changed = table('commitments', [PERSON, '2025', '1', 'Đi họp đủ']);
  await operate(office, { name: 'import-organisation', payload: { tables: [changed], issues: [] } });
  await admitKeyRing(office.database, { keys: both, source });
  await renew();
  const keys = await withoutOld();
  const plan = await planUndo({ database: office.database, keys });
  expect(plan?.builtOn).toEqual([]);
  await operate({ ...office, keys }, { name: 'undo-import', payload: { import: plan?.import ?? '' } });
  const stored = await office.database.commitments.findById(`${PERSON}/2025/1`).lean();
  expect(keys.open(stored?.text ?? '', `commitment/${PERSON}/2025/1/text`)).toBe(WORDS);
});

test('whoever was bound or invited before the change is known after it', async () => {
  const expiresAt = new Date(NOW.getTime() + 1_000);
  const [made] = await createInvitations(office, { people: ['P2'], now: NOW, expiresAt });
  await admitKeyRing(office.database, { keys: both, source });
  await renew();
  const parts = { database: office.database, keys: await withoutOld() };
  expect(await findIdentity(parts, { channel: 'web', user: PERSON })).toMatchObject({ person: PERSON });
  const code = made?.code ?? '';
  expect(await findInvitation(parts, { code, by: 'x', now: NOW })).toMatchObject({ person: 'P2' });
});

test('audit events and anchors from before stay provable, and a change of one is found', async () => {
  const { database, keys: old } = office;
  await operate(office, { name: 'unlink-person', payload: { person: PERSON } });
  await sealAuditEvents({ database, keys: old }, { most: 10 });
  const anchor = formatAnchor(old, await readChainEnd(database));
  await admitKeyRing(database, { keys: both, source });
  await renew();
  const keys = await withoutOld();
  await sealAuditEvents({ database, keys }, { most: 10 });
  const check = async () => {
    const of = { events: readEvents(database), commands: new Set<string>(), anchors: [anchor] };
    return (await checkAuditEvents(keys, of)).findings;
  };
  expect(await check()).toEqual([]);
  await database.auditEvents.updateOne({ seq: 1 }, { $set: { 'facts.chats': 7 } });
  expect(await check()).toMatchObject([{ code: 'changed' }]);
});

test('one that was killed in the middle goes on where it was run again', async () => {
  await admitKeyRing(office.database, { keys: both, source });
  const killed = renew({
    report: (done) => {
      if (done === 8) throw new Error('killed');
    },
  });
  await expect(killed).rejects.toThrow('killed');
  expect((await findOldKeys(office.database, both)).needed).toEqual(['k1']);
  await expect(withoutOld()).rejects.toMatchObject({ code: 'encryption-key-missing' });
  await renew();
  expect((await findOldKeys(office.database, both)).retired).toEqual(['k1']);
  expect(await openWith(await withoutOld())).toContain(WORDS);
});

test('what is written while a value is sealed anew is kept', async () => {
  await admitKeyRing(office.database, { keys: both, source });
  const { live } = office;
  const texts = conversationKeys(live.prefix, PERSON).texts(DRAFT);
  let written = 0;
  /** Reads as ever; the person adds to the answer before what was read is used. */
  const hgetall = async (name: string) => {
    const values = await live.redis.hgetall(name);
    if (name === texts) {
      written += 1;
      const text = both.seal(`Viết lúc đang mã hóa ${written}`, `draft/${PERSON}/${DRAFT}/text:1`);
      await live.redis.hset(name, '1', text);
    }
    return values;
  };
  const redis = new Proxy(live.redis, {
    get(target, name) {
      const value: unknown = name === 'hgetall' ? hgetall : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await renew({ live: { ...live, redis } });
  expect(written).toBeGreaterThan(0);
  expect(await openWith(both)).toContain(`Viết lúc đang mã hóa ${written}`);
});

test('while a process runs that does not seal with the new key it is refused, and says which one that is', async () => {
  await admitKeyRing(office.database, { keys: both, source });
  const bot = { id: 'one', role: 'bot', host: 'may-1', pid: 7 };
  const worker = { id: 'other', role: 'worker', host: 'may-2', pid: 8 };
  await announceKeys(office.live, { ...bot, keys: ['k2', 'k1'] });
  await announceKeys(office.live, { ...worker, keys: ['k1'] });
  const refused = runCommand<'renew-keys'>(
    { ...office, keys: both },
    { id: 'r1', name: 'renew-keys', actor: OPERATOR, payload: {} },
  );
  const details = { key: 'k2', processes: 'worker may-2 (8)' };
  expect(await refused).toEqual({ status: 'refused', reason: 'process-without-key', details });
  expect((await findOldKeys(office.database, both)).needed).toEqual(['k1']);
  // One that is started with the old key in front while the values are sealed anew keeps that key in the ring.
  await withdrawKeys(office.live, worker);
  const report = () => void announceKeys(office.live, { ...worker, keys: ['k1', 'k2'] });
  await expect(renew({ report })).rejects.toThrow('refused: process-without-key');
  expect((await findOldKeys(office.database, both)).needed).toEqual(['k1']);
  await announceKeys(office.live, { ...worker, keys: ['k2', 'k1'] });
  await renew();
  expect((await findOldKeys(office.database, both)).retired).toEqual(['k1']);
});

test('a value that cannot be opened keeps its key, and is counted', async () => {
  await admitKeyRing(office.database, { keys: both, source });
  const spoilt = office.keys.seal('x', 'another context');
  await office.database.commitments.updateOne({ _id: `${PERSON}/2025/1` }, { $set: { text: spoilt } });
  const { result } = await renew();
  expect(result?.old).toEqual([{ id: 'k1', left: 1 }]);
  expect((await findOldKeys(office.database, both)).needed).toEqual(['k1']);
});

test('a key that is put in front again is not one that may be taken out', async () => {
  await admitKeyRing(office.database, { keys: both, source });
  await renew();
  const back = createKeyRing(`${OLD},${NEW}`);
  await admitKeyRing(office.database, { keys: back, source });
  expect(await findOldKeys(office.database, both)).toEqual({ retired: [], needed: ['k1'] });
});
