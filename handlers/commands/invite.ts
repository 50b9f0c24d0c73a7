import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { listLinkedPeople } from '../../models/chat/identity.ts';
import { createInvitations } from '../../models/chat/invitation.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import type { Actor } from '../../models/policies/actor.ts';
import { mayInvite } from '../../models/policies/invitation.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { type AskedPerson, listAskedPeople } from '../queries/asked-people.ts';
import { listBodiesOverPerson } from '../queries/leading-bodies.ts';
import { define } from './define.ts';
import { demandNotLeft } from './parts/change-membership.ts';
import { demandAskable } from './parts/record-cycle-change.ts';

/** An invitation as it is handed to its person. */
export interface PrintedInvitation {
  person: string;
  name: string;
  unit: string;
  posts: readonly string[];
  code: string;
}

const Payload = z.strictObject({
  /** Only those in this unit and below it. */
  unit: z.string().optional(),
  /** Only this person, linked or not: the way back for somebody who lost their messenger. */
  person: z.string().optional(),
  /** The bodies that lead the unit of that person and those above it, as the record had them when it was asked for. */
  bodies: z.array(z.string()).optional(),
  /** Those who are linked already, too. */
  evenIfLinked: z.boolean(),
  /** Whoever is linked on this channel alone is not linked. */
  tryingChannel: z.string(),
  expiresAt: z.date(),
});

interface Dependencies {
  database: Database;
  keys: Pick<KeyRing, 'digests'>;
}

/**
 * Invites everybody whom an open cycle asks, by unit and name; what they were invited with before and did not use
 * ends. The codes are in the result alone. Rows of bindings that are forged link nobody; their ids are told.
 */
export const invite = define({
  name: 'invite',
  batch: true,
  payload: Payload,
  policy: mayInvite,
  audit: 'people-invited',
  refusals: ['unit-unknown', 'person-unknown', 'left-already', 'excused-already', 'nobody-to-invite'],
  async run({ database, keys, now, actor }, payload) {
    await demandStillMay({ database, actor }, payload);
    const day = dayOf(now);
    const { invited, forged } = await selectPeople({ database, keys }, { ...payload, day });
    const people = invited.map(({ person }) => person._id);
    const { expiresAt } = payload;
    const made = await createInvitations({ database, keys }, { people, now, expiresAt });
    const codes = new Map(made.map(({ person, code }) => [person, code]));
    const invitations = invited.map(
      ({ person, unit, posts }): PrintedInvitation => ({
        person: person._id,
        name: person.name,
        unit: unit.name,
        posts: [...new Set(posts.map(({ title }) => title))],
        code: codes.get(person._id) as string,
      }),
    );
    const facts = { invited: people.length, until: expiresAt.toISOString() };
    return { result: { invitations, forged }, event: { people: people.toSorted(), facts } };
  },
});

/** What the payload says of the bodies is checked against the record. */
async function demandStillMay(
  { database, actor }: { database: Database; actor: Actor },
  { person }: z.infer<typeof Payload>,
): Promise<void> {
  const bodies = person === undefined ? [] : await listBodiesOverPerson(database, { person });
  if (mayInvite(actor, { person, bodies })) return;
  throw new AppError('not-allowed', { message: 'The person is in no unit that the actor leads' });
}

async function selectPeople(
  parts: Dependencies,
  request: z.infer<typeof Payload> & { day: string },
): Promise<{ invited: AskedPerson[]; forged: readonly string[] }> {
  const { database } = parts;
  if (request.unit !== undefined && (await findUnits(database, { codes: [request.unit] })).length === 0) {
    throw new AppError('unit-unknown', { message: 'No such unit', details: { unit: request.unit } });
  }
  await demandInvitable(database, request);
  const [asked, linked] = await Promise.all([
    listAskedPeople(database, request),
    listLinkedPeople(parts, { exceptOn: request.tryingChannel }),
  ]);
  const withLinked = request.evenIfLinked || request.person !== undefined;
  const invited = asked
    .filter(
      ({ unit, person }) => isInside(unit, request.unit) && [undefined, person._id].includes(request.person),
    )
    .filter(({ person }) => withLinked || !linked.people.has(person._id));
  if (invited.length > 0) return { invited: invited.sort(byUnitAndName), forged: linked.forged };
  if (request.person !== undefined) await demandAskable({ database }, { person: request.person });
  throw new AppError('nobody-to-invite', { message: 'Nobody is asked, or all are linked' });
}

/** Throws `person-unknown`, and `left-already`, where one person is to be invited. */
async function demandInvitable(
  database: Database,
  { person: code, day }: { person?: string | undefined; day: string },
): Promise<void> {
  if (code === undefined) return;
  const person = await findPerson(database, { person: code });
  if (person === null) {
    throw new AppError('person-unknown', { message: 'No such person', details: { person: code } });
  }
  demandNotLeft(person, day);
}

function isInside(unit: AskedPerson['unit'], root: string | undefined): boolean {
  return root === undefined || unit._id === root || unit.ancestors.includes(root);
}

const { compare } = new Intl.Collator('vi', { numeric: true });

/** Units by name, 2 before 10; in them people by their given name, which comes last. */
function byUnitAndName(one: AskedPerson, other: AskedPerson): number {
  return (
    compare(one.unit.name, other.unit.name) ||
    compare(one.unit._id, other.unit._id) ||
    compare(givenName(one), givenName(other)) ||
    compare(one.person.name, other.person.name) ||
    compare(one.person._id, other.person._id)
  );
}

function givenName({ person }: AskedPerson): string {
  return person.name.split(' ').at(-1) ?? '';
}
