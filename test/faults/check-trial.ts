import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME, queuePrefix } from '../../bot/queues/queue.ts';
import { partsOf } from '../../flows/turn.ts';
import { conversationOf, decodeConversation } from '../../handlers/conversation.ts';
import { exportReview } from '../../handlers/export-review.ts';
import { SCHEDULES } from '../../handlers/jobs/catalogue.ts';
import { createConversationStore } from '../../models/conversation.ts';
import { conversationKeys, SHARDS, shardKeys } from '../../models/conversation-keys.ts';
import type { Member, Written } from './member.ts';
import { PREFIX, type Stage } from './stage.ts';

/** What a trial left wrong, each with who it concerns. Nothing of it may be. */
export interface Findings {
  /** Answers that were sent and are not stored where they belong. */
  lost: string[];
  /** Answers that are stored twice, submissions that were recorded twice. */
  doubled: string[];
  /** People without a next question, entries and jobs that nothing moves any more. */
  stuck: string[];
}

/** How much may be missing: of answers sent since, and only from members who were told. */
export interface Tolerance {
  missingSince?: number;
}

const TOLD_OF_LOSS = /khôi phục|gặp sự cố/;

/** Compares what every member sent and saw with what the stores hold. */
export async function checkTrial(
  stage: Stage,
  of: { members: readonly Member[]; tolerance: Tolerance },
): Promise<Findings> {
  const findings: Findings = { lost: [], doubled: [], stuck: [] };
  const redis = stage.openRedis();
  try {
    for (const member of of.members) await checkMember(stage, { redis, member, findings, ...of.tolerance });
    findings.stuck.push(...(await findStuck(redis)));
  } finally {
    redis.disconnect();
  }
  for (const id of stage.emulator.waiting()) findings.stuck.push(`update ${id} is not confirmed`);
  return findings;
}

interface MemberCheck extends Tolerance {
  redis: Redis;
  member: Member;
  findings: Findings;
}

async function checkMember(stage: Stage, check: MemberCheck): Promise<void> {
  const { redis, member, findings, missingSince } = check;
  const { code } = member;
  if (!member.isDone()) findings.stuck.push(`${code} does not know how to go on`);
  const draft = await readDraft(stage, { redis, code });
  const wasTold = member.phone.heard().some(({ text }) => TOLD_OF_LOSS.test(text ?? ''));
  const mayMiss = ({ at }: Written) => missingSince !== undefined && at >= missingSince && wasTold;
  compareTexts({ code, draft, written: member.written, mayMiss, findings });
  for (const name of await findUncopied(stage, { redis, code }))
    findings.lost.push(`${code}: the copy in MongoDB differs in ${name}`);
  await checkSubmissions(stage, { code, draft, findings });
}

/** Texts by step, as the live conversation has them. */
async function readDraft(
  { keys }: Stage,
  { redis, code }: { redis: Redis; code: string },
): Promise<Map<string, string[]>> {
  const id = conversationOf(code);
  const store = createConversationStore({ redis, keys, prefix: PREFIX });
  const { flow } = decodeConversation(id, await store.load(id));
  const draft = new Map<string, string[]>();
  for (const [step, answer] of Object.entries(flow?.state.answers ?? {})) {
    const parts = partsOf(answer);
    const texts = await store.readTexts(id, { flow: flow?.key ?? '', parts });
    draft.set(
      step,
      parts.map((part) => texts.get(part) ?? '(gone)'),
    );
  }
  return draft;
}

function compareTexts(of: {
  code: string;
  draft: ReadonlyMap<string, readonly string[]>;
  written: readonly Written[];
  mayMiss(one: Written): boolean;
  findings: Findings;
}): void {
  const { code, draft, written, mayMiss, findings } = of;
  const stored = [...draft.values()].flat();
  for (const one of written) {
    const times = stored.filter((text) => text === one.text).length;
    if (times > 1) findings.doubled.push(`${code} ${one.step}: "${one.text}" ${times} times`);
    const isInPlace = draft.get(one.step)?.includes(one.text) === true;
    if (!isInPlace && !mayMiss(one)) findings.lost.push(`${code} ${one.step}: "${one.text}"`);
  }
  for (const [step, texts] of draft) {
    const sent = written.filter((one) => one.step === step).map(({ text }) => text);
    const order = sent.filter((text) => texts.includes(text));
    if (order.join('\n') !== texts.join('\n'))
      findings.doubled.push(`${code} ${step}: not what was sent, in order`);
  }
}

/** Fields whose envelopes in MongoDB are not those in Redis, to the letter. */
async function findUncopied(
  stage: Stage,
  { redis, code }: { redis: Redis; code: string },
): Promise<string[]> {
  const conversation = conversationOf(code);
  const copies = await stage.database.drafts.find({ conversation }).lean();
  if (copies.length === 0) return ['everything'];
  const differing: string[] = [];
  for (const copy of copies) {
    const names = conversationKeys(PREFIX, conversation);
    const [fields, texts] = await Promise.all([
      redis.hgetall(names.flow(copy.flow)),
      redis.hgetall(names.texts(copy.flow)),
    ]);
    const named = Object.entries(texts).map(([part, text]) => [`text:${part}`, text]);
    const live: Record<string, string> = { ...fields, ...Object.fromEntries(named) };
    const copied = copy.fields as unknown as Record<string, string>;
    const all = new Set([...Object.keys(live), ...Object.keys(copied)]);
    differing.push(...[...all].filter((name) => live[name] !== copied[name]));
  }
  return differing;
}

async function checkSubmissions(
  stage: Stage,
  of: { code: string; draft: ReadonlyMap<string, readonly string[]>; findings: Findings },
): Promise<void> {
  const { code, draft, findings } = of;
  const submissions = await stage.database.submissions.find({ person: code }).lean();
  if (submissions.length > 1) findings.doubled.push(`${code}: ${submissions.length} submissions`);
  if (submissions.length === 0) {
    findings.lost.push(`${code}: no submission`);
    return;
  }
  const { answers } = await exportReview(stage, { person: code });
  for (const { step, value } of answers) {
    const expected = draft.get(step)?.join('\n') ?? '';
    if (value.kind !== 'text' || value.text !== expected)
      findings.lost.push(`${code} ${step}: recorded otherwise`);
  }
}

/** Whatever waits in Redis although nothing happens any more. */
async function findStuck(redis: Redis): Promise<string[]> {
  const stuck: string[] = [];
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const keys = shardKeys(PREFIX, shard);
    for (const id of await redis.zrange(keys.due, '0', '-1')) stuck.push(`outbox of ${id}`);
    for (const id of await redis.zrange(keys.changedIndex, '0', '-1')) stuck.push(`copy of ${id}`);
  }
  const queue = new Queue(QUEUE_NAME, { connection: redis, prefix: queuePrefix(PREFIX) });
  const counts = await queue.getJobCounts('waiting', 'delayed', 'failed');
  const { waiting = 0, delayed = 0, failed = 0 } = counts;
  if (failed > 0) stuck.push(`${failed} failed jobs`);
  if (waiting > SCHEDULES.length) stuck.push(`${waiting} waiting jobs`);
  if (delayed > SCHEDULES.length) stuck.push(`${delayed} delayed jobs`);
  return stuck;
}
