import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { runDefinition } from '../../../handlers/commands/run-command.ts';
import { withdrawSelfReview } from '../../../handlers/commands/withdraw-self-review.ts';
import { createRunCommand } from '../../../handlers/jobs/run-command.handler.ts';
import { createTellNews } from '../../../handlers/jobs/tell-news.handler.ts';
import type { Announce } from '../../../handlers/talk/announce.ts';
import { frozenField } from '../../../handlers/talk/draft.ts';
import type { PendingCommand } from '../../../handlers/talk/outbox-item.ts';
import type { News } from '../../../handlers/talk/situation.ts';
import { type ConversationStore, createConversationStore } from '../../../models/chat/conversation.ts';
import { insertCommand } from '../../../models/command.ts';
import { identityText } from '../../../models/review/draft.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { AppError } from '../../../models/store/errors.ts';
import { operate } from '../../support/commands.ts';
import { CYCLE, openPlan58, organisationWithExempt } from '../../support/decided-cycle.ts';
import { REVIEW } from '../../support/new-conversation.ts';
import { officeForAll } from '../../support/office.ts';
import { importAll, NOW, smallOrganisation } from '../../support/organisation.ts';

const AT = NOW.toISOString();
let redis: Redis;
let store: ConversationStore;
let news: News[];

const office = officeForAll([]);

beforeAll(async () => {
  redis = new Redis(inject('redisUrl'));
  await openCycle(office.database, { unit: 'X', year: 2026, pack: { version: 'one' }, now: NOW });
});
afterAll(async () => {
  redis.disconnect();
});
beforeEach(() => {
  store = createConversationStore({ redis, keys: office.keys, prefix: `test-${randomUUID()}:` });
  news = [];
});

/** Puts commands on the first version into the conversation of a person; returns their ids. */
async function give(person: string, commands: readonly Pick<PendingCommand, 'name' | 'after'>[]) {
  const { revision } = await store.load(person);
  const acts = {
    [frozenField('submit', 1)]: {
      ...{ type: 'submit', number: 1, submittedAt: AT, flow: REVIEW.flow.version },
      ...{ answers: [], unanswered: [], retired: {} },
    },
    [frozenField('withdraw', 1)]: { type: 'withdraw', number: 1, withdrawnAt: AT },
  };
  const fields = Object.entries(acts).map(([field, act]) => [field, JSON.stringify(act)]);
  const subject = { kind: 'person', id: person };
  const identity = identityText({ ...REVIEW.identity, subject, author: person });
  await commit(person, {
    revision,
    commands: commands.map((command) => JSON.stringify({ ...command, draft: 'd', number: 1 })),
    drafts: [{ id: 'd', identity, fields: Object.fromEntries(fields), texts: [], dropped: [] }],
  });
  return (await store.listCommands(person)).map(({ id }) => id);
}

function commit(person: string, change: Partial<Parameters<ConversationStore['commit']>[1]>) {
  return store.commit(person, {
    ...{ update: randomUUID(), revision: 0, head: '{}', cards: '{}', front: null, drafts: [] },
    ...{ commands: [], outbox: [], finished: [], forgotten: [], now: NOW, dueAt: NOW },
    ...change,
  });
}

/** The job, with what is told taken down, and taken out of the conversation as telling does. */
const run = (job: { person: string; command: string }) =>
  createRunCommand({
    ...{ store, now: () => NOW },
    sources: {
      ...office,
      reviews: { findInCycle: () => Promise.resolve(REVIEW), notice: () => Promise.resolve() },
    } as never,
    copy: () => Promise.resolve(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    async announce(person, told) {
      news.push(told.news);
      const { revision } = await store.load(person);
      await commit(person, { revision, update: told.key, finished: [job.command] });
      return true;
    },
  })(job);

test('a command waits for the one before it on its draft, and is done when it is tried again', async () => {
  const person = 'A1';
  const [first = ''] = await give(person, [{ name: 'record-self-review' }]);
  const [, second = ''] = await give(person, [{ name: 'withdraw-self-review', after: first }]);
  await expect(run({ person, command: second })).rejects.toMatchObject({ code: 'command-waits' });
  expect([news, await office.database.submissions.countDocuments({ person })]).toEqual([[], 0]);

  await run({ person, command: first });
  await run({ person, command: second });
  expect(news.map(({ type }) => type)).toEqual(['recorded', 'withdrawn']);
  const stored = await office.database.submissions.findOne({ person }).lean();
  expect(stored?.withdrawnAt).toEqual(NOW);
  expect(await office.database.auditEvents.findById(`${person}/${second}`).lean()).toMatchObject({
    ...{ kind: 'self-review-withdrawn', people: [person] },
    facts: { number: 1 },
  });
}, 60_000);

test('a policy that says no is told as the reason, once, and fails no job', async () => {
  const person = 'A2';
  const [command = ''] = await give(person, [{ name: 'record-self-review' }]);
  // The outcome is there already, as after a worker that was killed before it could tell it.
  await runDefinition(office, {
    ...{ id: `${person}/${command}`, actor: { kind: 'person', person } },
    definition: { ...withdrawSelfReview, policy: () => false },
    payload: { person, cycle: 'X-2026', number: 1, withdrawnAt: NOW },
  });
  await run({ person, command });
  await run({ person, command });
  expect(news).toEqual([
    { type: 'refused', act: 'submit', draft: 'd', number: 1, command, reason: 'not-allowed' },
  ]);
  expect(await office.database.submissions.countDocuments({ person })).toBe(0);
}, 60_000);

test('of two withdrawals of one version that race, one is recorded and the other is told that it came too late', async () => {
  const person = 'A3';
  const [first = ''] = await give(person, [{ name: 'record-self-review' }]);
  await run({ person, command: first });
  const ids = await give(person, [{ name: 'withdraw-self-review' }, { name: 'withdraw-self-review' }]);
  const outcomes = await Promise.allSettled(ids.map((command) => run({ person, command })));
  // Telling one may meet the other in the conversation; the job is tried again then.
  for (const [index, { status }] of outcomes.entries()) {
    if (status === 'rejected') await run({ person, command: ids[index] ?? '' });
  }
  expect(news).toHaveLength(3);
  expect(news).toContainEqual(expect.objectContaining({ type: 'withdrawn' }));
  expect(news).toContainEqual(expect.objectContaining({ type: 'refused', reason: 'already-withdrawn' }));
}, 60_000);

/** A difficulty that a person reports, which P1 is told of; returns its command. */
async function giveDifficulty(person: string, revision = 0): Promise<string> {
  await importAll(office, smallOrganisation());
  const subject = { kind: 'difficulty', id: randomUUID() };
  const identity = identityText({ form: 'report-difficulty', cycle: null, subject, author: person });
  const act = {
    ...{ type: 'submit', number: 1, submittedAt: AT, flow: 'f', unanswered: [], retired: {} },
    answers: [['difficulty', { kind: 'text', parts: [{ id: 1, length: 3, at: AT }], at: AT }]],
  };
  const fields = { [frozenField('submit', 1)]: JSON.stringify(act) };
  const id = `d${revision}`;
  await commit(person, {
    revision,
    commands: [JSON.stringify({ name: 'report-difficulty', draft: id, number: 1 })],
    drafts: [{ id, identity, fields, texts: [{ id: 1, text: 'khó' }], dropped: [] }],
  });
  return (await store.listCommands(person)).at(-1)?.id ?? '';
}

/** What a worker needs besides a way to tell. */
function workerParts() {
  return {
    ...{ store, now: () => NOW, copy: () => Promise.resolve() },
    sources: { ...office, reviews: { notice: () => Promise.resolve() } } as never,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
}

/** A worker whose telling fails for some; `told` has who was told what. */
function workerThat(fail: (to: string) => Error | undefined, told: string[] = []) {
  return createRunCommand({
    ...workerParts(),
    async announce(to, { news }) {
      const failure = fail(to);
      if (failure !== undefined) throw failure;
      told.push(`${to} ${'kind' in news ? news.kind : news.type}`);
      return true;
    },
  });
}

test('a worker that dies after the record and before it could tell anybody tells the others and its person when it comes again', async () => {
  const person = 'P2';
  const command = await giveDifficulty(person);
  const told: string[] = [];
  await expect(workerThat(() => new Error('killed'))({ person, command })).rejects.toThrow('killed');
  expect(await office.database.difficulties.countDocuments({ asker: person })).toBe(1);
  await workerThat(() => undefined, told)({ person, command });
  expect(told).toEqual(['P1 difficulty-reported', 'P2 recorded']);
  expect(await office.database.difficulties.countDocuments({ asker: person })).toBe(1);
  expect(await office.database.auditEvents.countDocuments({ kind: 'difficulty-reported' })).toBe(1);
}, 60_000);

test('whoever is concerned and busy is told when the job comes again; one who never can be told holds nobody up', async () => {
  const person = 'P3';
  const command = await giveDifficulty(person);
  const told: string[] = [];
  const failing = (code: string) => (to: string) =>
    to === 'P1' ? new AppError(code, { message: code }) : undefined;
  const busy = workerThat(failing('conversation-busy'), told);
  await expect(busy({ person, command })).rejects.toMatchObject({ code: 'conversation-busy' });
  expect(told).toEqual([]);
  await workerThat(() => undefined, told)({ person, command });
  expect(told).toEqual(['P1 difficulty-reported', 'P3 recorded']);
  const next = await giveDifficulty(person, 1);
  await workerThat(failing('envelope-unreadable'), told)({ person, command: next });
  expect(told).toEqual(['P1 difficulty-reported', 'P3 recorded', 'P3 recorded']);
}, 60_000);

/** P5, who heads the chi bộ of P2, adds P2 to the cycle again; returns the command. */
async function giveInclusion(): Promise<string> {
  const author = 'P5';
  const subject = { kind: 'person-act', id: 'P2/1' };
  const identity = identityText({ form: 'include-person', cycle: null, subject, author });
  const act = {
    ...{ type: 'submit', number: 1, submittedAt: AT, flow: 'f', unanswered: [], retired: {} },
    answers: [['why', { kind: 'text', parts: [{ id: 1, length: 2, at: AT }], at: AT }]],
  };
  const fields = { [frozenField('submit', 1)]: JSON.stringify(act) };
  await commit(author, {
    commands: [JSON.stringify({ name: 'include-in-cycle', draft: 'd', number: 1 })],
    drafts: [{ id: 'd', identity, fields, texts: [{ id: 1, text: 'về' }], dropped: [] }],
  });
  return (await store.listCommands(author))[0]?.id ?? '';
}

test('what an operator did and nobody has told yet is told before what undid it, and once', async () => {
  await importAll(office, organisationWithExempt());
  await openPlan58(office);
  const of = { kind: 'person', code: 'P2' } as const;
  const earlier = { ...office, now: new Date(NOW.getTime() - 60_000) };
  const payload = { cycle: CYCLE, of, why: 'x', collectives: [] };
  await operate(earlier, { name: 'exclude-from-cycle', payload });
  const job = { person: 'P5', command: await giveInclusion() };
  const told: string[] = [];
  const isBusy = (to: string) =>
    to === 'P2' ? new AppError('conversation-busy', { message: 'busy' }) : undefined;
  await expect(workerThat(isBusy, told)(job)).rejects.toMatchObject({ code: 'conversation-busy' });
  expect(told).toEqual([]);

  const keys = new Set<string>();
  const announce: Announce = async (to, { key, news }) => {
    // As a conversation does, which knows what it was told.
    if (keys.has(`${to} ${key}`)) return true;
    keys.add(`${to} ${key}`);
    told.push(`${to} ${'kind' in news ? news.kind : news.type}`);
    return true;
  };
  const worker = { ...workerParts(), announce };
  const sweep = createTellNews({ ...worker, now: () => new Date(NOW.getTime() + 60_000) });
  await createRunCommand(worker)(job);
  await sweep();
  expect(told).toEqual(['P2 cycle-excused-by-office', 'P2 cycle-included-by', 'P5 recorded']);
}, 60_000);

test('what was frozen is gone: only what the record knows of is told as recorded', async () => {
  const lost = 'A4';
  const commands = [JSON.stringify({ name: 'record-self-review', draft: 'd', number: 1 })];
  const identity = identityText({ ...REVIEW.identity, author: lost });
  await commit(lost, { commands, drafts: [{ id: 'd', identity, fields: {}, texts: [], dropped: [] }] });
  const [{ id: gone = '' } = {}] = await store.listCommands(lost);
  await run({ person: lost, command: gone });
  expect(news).toMatchObject([{ type: 'refused', act: 'submit', number: 1, reason: 'content-lost' }]);

  const known = 'A5';
  const [command = ''] = await give(known, [{ name: 'record-self-review' }]);
  const forgotten = { [frozenField('submit', 1)]: null };
  const about = { id: 'd', identity: identityText({ ...REVIEW.identity, author: known }) };
  await insertCommand(office.database, {
    command: {
      ...{ _id: `${known}/${command}`, v: 1, name: 'record-self-review', at: NOW, audited: true },
      ...{ actor: { kind: 'person', person: known }, outcome: { status: 'recorded', facts: {} } },
    },
  });
  await commit(known, { revision: 1, drafts: [{ ...about, fields: forgotten, texts: [], dropped: [] }] });
  await run({ person: known, command });
  expect(news.at(-1)).toMatchObject({ type: 'recorded', number: 1 });
}, 60_000);
