import { answerDifficulty } from './answer-difficulty.ts';
import { closeCycle } from './close-cycle.ts';
import type { Done, LastPart } from './define.ts';
import { endMembership } from './end-membership.ts';
import { endPost } from './end-post.ts';
import { endTemporaryMembership } from './end-temporary-membership.ts';
import { erasePerson } from './erase-person.ts';
import { excludeFromCycle } from './exclude-from-cycle.ts';
import { exportAttachment } from './export-attachment.ts';
import { exportReview } from './export-review.ts';
import { exportUnit } from './export-unit.ts';
import { extendCycle } from './extend-cycle.ts';
import { importOrganisation } from './import-organisation.ts';
import { includeInCycle } from './include-in-cycle.ts';
import { invite } from './invite.ts';
import { moveMembership } from './move-membership.ts';
import { nameDelegate } from './name-delegate.ts';
import { openCycle } from './open-cycle.ts';
import { purgeCycle } from './purge-cycle.ts';
import { recordDelegatedReview } from './record-delegated-review.ts';
import { recordPaperReview } from './record-paper-review.ts';
import { recordSelfReview } from './record-self-review.ts';
import { renewKeys } from './renew-keys.ts';
import { reopenCycle } from './reopen-cycle.ts';
import { reportDifficulty } from './report-difficulty.ts';
import { startMembership } from './start-membership.ts';
import { startPost } from './start-post.ts';
import { startTemporaryMembership } from './start-temporary-membership.ts';
import { undoImport } from './undo-import.ts';
import { unlinkPerson } from './unlink-person.ts';
import { withdrawAnsweredFor } from './withdraw-answered-for.ts';
import { withdrawDelegate } from './withdraw-delegate.ts';
import { withdrawDelegatedReview } from './withdraw-delegated-review.ts';
import { withdrawForMember } from './withdraw-for-member.ts';
import { withdrawPaperReview } from './withdraw-paper-review.ts';
import { withdrawSelfReview } from './withdraw-self-review.ts';

/** Every act that changes the record, or hands out what is in it. */
export const COMMANDS = [
  recordSelfReview,
  withdrawSelfReview,
  recordPaperReview,
  withdrawPaperReview,
  nameDelegate,
  withdrawDelegate,
  recordDelegatedReview,
  withdrawDelegatedReview,
  withdrawAnsweredFor,
  withdrawForMember,
  reportDifficulty,
  answerDifficulty,
  openCycle,
  closeCycle,
  reopenCycle,
  extendCycle,
  excludeFromCycle,
  includeInCycle,
  invite,
  importOrganisation,
  endMembership,
  startMembership,
  moveMembership,
  startTemporaryMembership,
  endTemporaryMembership,
  undoImport,
  startPost,
  endPost,
  exportReview,
  exportUnit,
  exportAttachment,
  unlinkPerson,
  erasePerson,
  purgeCycle,
  renewKeys,
] as const;

type Command = (typeof COMMANDS)[number];

export type CommandName = Command['name'];
export type DefinitionOf<Name extends CommandName> = Extract<Command, { name: Name }>;
export type PayloadOf<Name extends CommandName> = Parameters<DefinitionOf<Name>['run']>[1];
export type ResultOf<Name extends CommandName> =
  Awaited<ReturnType<DefinitionOf<Name>['run']>> extends Done<infer Result> | LastPart<infer Result>
    ? Result
    : never;
