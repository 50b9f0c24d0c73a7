import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { checkMember } from './check-member.ts';
import { findWaiting } from './find-waiting.ts';
import type { Member } from './member.ts';
import { printed } from './office.ts';
import type { Stage } from './stage.ts';
import { CANARY } from './writing.ts';

/** What a trial left wrong, each with who it concerns. Nothing of it may be. */
export interface Findings {
  /** Answers that were sent and are not stored where they belong, as they were sent. */
  lost: string[];
  /** What is stored twice, or as an answer though it was none; submissions that were recorded twice. */
  doubled: string[];
  /** People without a next question, entries and jobs that nothing moves any more. */
  stuck: string[];
  /** People who were told what is not so, or not told what they have to know. */
  misled: string[];
  /** Logs that hold the bot's token, an invitation or a person's words. */
  leaked: string[];
}

/** How much may be missing: of answers sent since, and only from members who were told. */
export interface Tolerance {
  missingSince?: number;
}

/** Compares what every member sent and saw with what the stores hold. */
export async function checkTrial(
  stage: Stage,
  of: { members: readonly Member[]; tolerance: Tolerance },
): Promise<Findings> {
  const findings: Findings = { lost: [], doubled: [], stuck: [], misled: [], leaked: findLeaks(stage) };
  const redis: Redis = stage.openRedis();
  try {
    for (const member of of.members) await checkMember(stage, { redis, member, findings, ...of.tolerance });
    findings.stuck.push(...(await findWaiting(redis)));
  } finally {
    redis.disconnect();
  }
  for (const id of stage.emulator.waiting()) findings.stuck.push(`update ${id} is not confirmed`);
  return findings;
}

function findLeaks({ emulator, logs, invitations }: Stage): string[] {
  const codes = invitations().flatMap((code) => [code, printed(code)]);
  const secrets = [emulator.token.split(':')[1] ?? emulator.token, CANARY, ...codes];
  return logs.filter((log) => {
    const text = readFileSync(log, 'utf8');
    return secrets.some((secret) => text.includes(secret));
  });
}
