import type { Entry } from '../../models/review/submission.ts';
import type { DirectoryEntry } from '../queries/directory.ts';
import type { MemberLine } from '../queries/list-unit-people.ts';

/** What decides which acts for a person can succeed. */
interface Member {
  line: Pick<MemberLine, 'standing' | 'temporary' | 'leaving'>;
  entry: Pick<DirectoryEntry, 'asked' | 'person'>;
  hasDelegate: boolean;
  /** A chat of theirs is linked. */
  hasJoined: boolean;
  /** They were moved to their unit lately, so that it may have been by mistake. */
  hasMoved: boolean;
  /** They hold a post that their secretary may end. */
  hasPost: boolean;
  /** How versions were entered for them that stand in the open cycle. */
  entered: ReadonlySet<Entry['how']>;
  /** Of who has left: an open cycle asked them before, so that a paper from then can be recorded. */
  wasAsked: boolean;
}

/** What counts as handed in, however it was. */
const DONE: readonly MemberLine['standing'][] = ['handed-in', 'on-paper', 'by-delegate'];

/** What can be done for somebody and can succeed, by the names of the forms, most likely first. */
export function actsFor(member: Member): string[] {
  const { standing, leaving } = member.line;
  if (standing === 'left') {
    const ofReview = [...(member.wasAsked ? ['record-paper'] : []), ...takingBack(member)];
    // Nobody comes again who has died; that it was recorded by mistake is rare.
    return leaving?.why === 'died' ? [...ofReview, 'start-membership'] : ['start-membership', ...ofReview];
  }
  const isDone = DONE.includes(standing);
  return [
    ...(leaving === undefined ? [] : ['start-membership', 'end-membership']),
    ...(isDone ? [] : reviewActs(member)),
    ...takingBack(member),
    ...organisationActs(member),
    ...(isDone ? reviewActs(member) : []),
  ];
}

/** Of what was entered for the person. */
function takingBack({ entered }: Member): string[] {
  return [
    ...(entered.has('paper') ? ['withdraw-paper'] : []),
    ...(entered.has('delegate') ? ['withdraw-for-member'] : []),
  ];
}

/** About the review in the open cycle. */
function reviewActs({ line, entry, hasDelegate, hasJoined }: Member): string[] {
  if (entry.asked === undefined) return line.standing === 'excused' ? ['include-person'] : [];
  const delegate = hasDelegate ? 'withdraw-delegate' : 'name-delegate';
  return hasJoined
    ? ['extend-person', 'record-paper', delegate, 'excuse-person', 'invite-person']
    : ['invite-person', 'record-paper', delegate, 'extend-person', 'excuse-person'];
}

/** About where the person belongs and what they hold. */
function organisationActs({ line, entry, hasMoved, hasPost }: Member): string[] {
  const isStaying = line.leaving === undefined;
  // Who is to come on a later day is nowhere yet from where they could move.
  const canMove = isStaying && line.standing !== 'not-yet';
  return [
    ...(canMove ? ['move-membership'] : []),
    ...(canMove && hasMoved ? ['undo-move'] : []),
    ...(line.temporary === undefined ? [] : ['end-temporary-membership']),
    ...(entry.person.partyStatus === 'none' ? [] : ['start-temporary-membership']),
    ...(isStaying ? ['end-membership'] : []),
    ...(hasPost ? ['end-post'] : []),
    'start-post',
  ];
}
