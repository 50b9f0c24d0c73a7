import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { checkMember } from './check-member.ts';
import { findWaiting } from './find-waiting.ts';
import type { Findings, Tolerance } from './findings.ts';
import type { Member } from './member.ts';
import { printed } from './office.ts';
import type { Stage } from './stage.ts';
import { CANARY } from './writing.ts';

/** Compares what every member sent and saw with what the stores hold. */
export async function checkTrial(
  stage: Stage,
  checked: { members: readonly Member[]; tolerance: Tolerance },
): Promise<Findings> {
  const findings: Findings = { lost: [], doubled: [], stuck: [], misled: [], leaked: findLeaks(stage) };
  const redis: Redis = stage.openRedis();
  try {
    for (const member of checked.members)
      await checkMember(stage, { redis, member, findings, ...checked.tolerance });
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
