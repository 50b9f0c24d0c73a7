import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { conversationKeys } from '../../models/chat/conversation-keys.ts';
import { findWaiting } from './find-waiting.ts';
import type { Member } from './member.ts';
import type { TrialContext } from './run-trial.ts';
import { PREFIX, type Stage } from './stage.ts';

const HELD_WITHIN_MS = 30_000;
const OTHERS_DONE_WITHIN_MS = 60_000;
const COPIED_WITHIN_MS = 15_000;
/** What somebody sends while nothing of theirs can be committed: no flood. */
const UNHEARD = 4;
const FLOOD = 150;
/** Longest that anybody else may wait while one person floods. */
const LONGEST_WAIT_MS = 15_000;

/**
 * Nothing of one person can be committed: in every second trial what Redis holds of them has the wrong type, in the
 * others their state cannot be opened. They go on writing; the others have to get through all the while.
 */
export async function breakOne(stage: Stage, { seeded, crowd }: TrialContext): Promise<undefined> {
  const redis = stage.openRedis();
  try {
    const member = await holdOne(crowd.members);
    const restore = await (seeded.next() < 0.5 ? spoilType : spoilState)(stage, { redis, code: member.code });
    member.insist(UNHEARD / 2);
    await wait(seeded.between(500, 3_000));
    member.insist(UNHEARD / 2);
    const others = crowd.members.filter((one) => one !== member);
    const isThrough = await crowd.done({ members: others, withinMs: OTHERS_DONE_WITHIN_MS });
    const isCopied = await areCopied(redis, { exceptOf: member.code });
    await restore();
    await stage.admin('retry-failed');
    member.release();
    if (!isThrough) throw new Error('the others did not get through while one could not');
    if (!isCopied) throw new Error('the answers of others were not copied while those of one could not be');
  } finally {
    redis.disconnect();
  }
  return undefined;
}

/** Whether the answers of all others reach their copies. */
async function areCopied(redis: Redis, { exceptOf }: { exceptOf: string }): Promise<boolean> {
  const deadline = Date.now() + COPIED_WITHIN_MS;
  while (Date.now() < deadline) {
    const waiting = await findWaiting(redis);
    const own = `copy of ${exceptOf}`;
    const isOwn = (what: string) => what === own || what.startsWith(`${own} `);
    if (waiting.every((what) => !what.startsWith('copy of ') || isOwn(what))) return true;
    await wait(200);
  }
  return false;
}

/** Waits until somebody is about to answer in writing, and has them stop there. */
async function holdOne(members: readonly Member[]): Promise<Member> {
  const deadline = Date.now() + HELD_WITHIN_MS;
  const member = members.find((one) => !one.isDone());
  member?.hold();
  while (member?.isHeld() === false && Date.now() < deadline) await wait(20);
  if (member?.isHeld() !== true) throw new Error('nobody was about to answer');
  return member;
}

type Spoil = (stage: Stage, victim: { redis: Redis; code: string }) => Promise<() => Promise<unknown>>;

const spoilType: Spoil = async (_stage, { redis, code }) => {
  const { conversation } = conversationKeys(PREFIX, code);
  const aside = `${conversation}:aside`;
  await redis.multi().rename(conversation, aside).set(conversation, 'spoilt').exec();
  return () => redis.rename(aside, conversation);
};

/** A process that has the state in memory would not look, so the bot is killed. */
const spoilState: Spoil = async (stage, { redis, code }) => {
  const names = conversationKeys(PREFIX, code);
  const draft = names.draft((await redis.hget(names.conversation, 'front')) ?? '');
  const cursor = await redis.hget(draft, 'cursor');
  if (cursor === null) throw new Error('there is no state to be spoilt');
  await redis.hset(draft, 'cursor', `${cursor.slice(0, -8)}AAAAAAAA`);
  stage.bot.kill();
  return () => redis.hset(draft, 'cursor', cursor);
};

/** One member sends far more than a person can, at once; everybody else is answered all the same. */
export async function flood(_stage: Stage, { crowd }: TrialContext): Promise<undefined> {
  const member = await holdOne(crowd.members);
  member.insist(FLOOD);
  member.release();
  let longest = 0;
  const others = crowd.members.filter((one) => one !== member);
  const timer = setInterval(() => {
    for (const one of others) longest = Math.max(longest, crowd.waitOf(one));
  }, 50);
  await crowd.done({ members: others, withinMs: OTHERS_DONE_WITHIN_MS });
  clearInterval(timer);
  if (longest > LONGEST_WAIT_MS) throw new Error(`somebody else waited for ${longest} ms`);
  return undefined;
}
