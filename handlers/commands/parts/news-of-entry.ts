import { dayOf } from '../../../flows/rules/calendar.ts';
import type { CommandNews } from '../../../models/command.ts';
import type { Person } from '../../../models/organisation/person.ts';
import { listPosts } from '../../../models/organisation/post.ts';
import type { ActorName } from '../../../models/policies/actor.ts';
import { mayActForMember } from '../../../models/policies/secretary.ts';
import { type Delegation, holdDelegation } from '../../../models/review/delegation.ts';
import {
  countingVersion,
  listVersions,
  standingVersion,
  type Version,
} from '../../../models/review/version.ts';
import { isInForce } from '../../queries/delegations.ts';
import { listBodiesOverPerson } from '../../queries/leading-bodies.ts';
import type { CommandContext } from '../define.ts';
import { nameOf } from './name-of.ts';

type Within = Pick<CommandContext, 'database' | 'session' | 'now'>;

/** What a person is told of a version that somebody entered for them; `kind` has a variant for operators, `screen` tells more. */
export async function newsOfEntry(
  context: Pick<CommandContext, 'database' | 'session'>,
  { person, by, kind, screen = 'home' }: { person: Person; by: ActorName; kind: string; screen?: string },
): Promise<CommandNews[]> {
  const told = { screen, params: {}, people: [person._id] };
  if (by.kind === 'operator') return [{ kind: `${kind}-by-office`, ...told }];
  return [{ kind, ...told, values: { name: await nameOf(context, by.person) } }];
}

/** What who had entered the version that counted is told, once the person hands in one themselves that counts. */
export async function newsOfOwnVersion(context: Within, version: VersionKnown): Promise<CommandNews[]> {
  const { database, session } = context;
  const { person, cycle } = version;
  const delegation = await holdDelegation(database, { member: person, cycle, session });
  const { before, counts } = await weigh(context, version);
  const by = before?.entry?.by;
  if (!counts || by?.kind !== 'person') return [];
  if (!(await mayHear(context, { person, code: by.person, delegation }))) return [];
  const values = { name: await nameOf(context, person) };
  return [{ kind: 'handed-in-themselves', screen: 'home', params: {}, values, people: [by.person] }];
}

/** What a member is told of a version that their delegate hands in, and who recorded the naming on paper. */
export async function newsOfDelegated(
  context: Within,
  { delegation, version }: { delegation: Delegation; version: VersionKnown },
): Promise<CommandNews[]> {
  const { member, delegate, cycle } = delegation;
  const name = await nameOf(context, delegate);
  const { number } = version;
  const { before, counts } = await weigh(context, version);
  const isOwn = before !== undefined && before.entry === undefined;
  const counted = isOwn ? 'handed-in-for-you-instead' : 'handed-in-for-you';
  const kind = counts ? counted : 'handed-in-for-you-uncounted';
  const own: CommandNews = {
    ...{ kind, screen: 'answered-for', params: { cycle, delegate, number } },
    ...{ people: [member], values: { name, number, ...(isOwn && { own: before.number }) } },
  };
  return [own, ...(await newsForNamer(context, { delegation, kind: 'handed-in-for-member', number }))];
}

/** What who recorded the naming on paper is told of a version of the delegate, as long as they lead the unit of the member. */
export async function newsForNamer(
  context: Within,
  { delegation, kind, number }: { delegation: Delegation; kind: string; number: number },
): Promise<CommandNews[]> {
  const { member, delegate, namedBy: code } = delegation;
  if (!(await isLedBy(context, { person: member, code }))) return [];
  const values = { name: await nameOf(context, delegate), member: await nameOf(context, member), number };
  return [{ kind, screen: 'unit-person', params: { member }, people: [code], values }];
}

type VersionKnown = Pick<Version, 'person' | 'cycle' | 'number' | 'series' | 'submittedAt'>;

/** Which version counts before a new one is written, and whether the new one does then. */
async function weigh(
  { database, session }: Within,
  version: VersionKnown,
): Promise<{ before: Version | undefined; counts: boolean }> {
  const { person, cycle } = version;
  const all = await listVersions(database, { person, cycle, session });
  const counts = countingVersion<VersionKnown>([...all, version]) === version;
  return { before: standingVersion(all), counts };
}

/** Whether somebody answers for the person or leads their unit now: nobody else is told by name what the person does. */
async function mayHear(
  context: Within,
  { delegation, ...of }: { person: string; code: string; delegation: Delegation | null },
): Promise<boolean> {
  const { database, session, now } = context;
  const isDelegate = delegation !== null && delegation.delegate === of.code;
  if (isDelegate && (await isInForce(database, delegation, { day: dayOf(now), session }))) return true;
  return isLedBy(context, of);
}

/** Whether somebody leads the unit of a person, whom it is not, as the record has it now. */
export async function isLedBy(
  { database, session, now }: Within,
  { person, code }: { person: string; code: string },
): Promise<boolean> {
  const posts = await listPosts(database, { people: [code], day: dayOf(now), session });
  const bodies = await listBodiesOverPerson(database, { person, session });
  return mayActForMember({ kind: 'person', person: code, posts }, { person, bodies });
}
