import { contentDigest } from '../../../models/audit-event.ts';
import { nameOfActor } from '../../../models/policies/actor.ts';
import { takenBackContext, type VersionKey, withdrawSubmission } from '../../../models/review/submission.ts';
import type { CommandContext, Done } from '../define.ts';

/** Why a version is taken back, and the day, `YYYY-MM-DD`, of the paper in which the person asked for it, if they had to. */
export interface Reasons {
  why: string;
  paperDay: string | null;
}

/**
 * Withdraws a version that was entered for a person, which its document says, with who did so and the reason, sealed; returns
 * the digest of the reason for the audit event. `salt` is that of the version.
 */
export async function takeBack(
  { database, session, actor, keys, now }: CommandContext,
  { key, salt, why, paperDay }: Reasons & { key: VersionKey; salt: string },
): Promise<Pick<NonNullable<Done<never>['event']>, 'contents'>> {
  const sealed = keys.seal(why, takenBackContext(key));
  const takenBack = { by: nameOfActor(actor), why: sealed, paperDay };
  await withdrawSubmission(database, { ...key, withdrawnAt: now, takenBack, session });
  return { contents: { why: contentDigest(keys, { content: why, salt }) } };
}
