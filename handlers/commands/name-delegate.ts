import { z } from 'zod';
import { dayOf } from '../../flows/rules/calendar.ts';
import { listJoinedAmong } from '../../models/chat/identity.ts';
import type { CommandNews, CommandNote } from '../../models/command.ts';
import { homeUnitOf, isPresent } from '../../models/organisation/membership.ts';
import { raiseOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { findPerson, type Person } from '../../models/organisation/person.ts';
import { findUnits } from '../../models/organisation/unit.ts';
import { isPerson } from '../../models/policies/actor.ts';
import { mayNameDelegate, mayPickDelegate } from '../../models/policies/delegation.ts';
import { endDelegation, holdDelegation, insertDelegation } from '../../models/review/delegation.ts';
import type { Database } from '../../models/store/connection.ts';
import { AppError } from '../../models/store/errors.ts';
import { cellOf } from '../queries/cell.ts';
import { isInForce } from '../queries/delegations.ts';
import { listBodiesOverPerson } from '../queries/leading-bodies.ts';
import { type CommandContext, define } from './define.ts';
import { demandOverDelegation } from './parts/change-delegation.ts';
import { demandNotLeft, findMember } from './parts/change-membership.ts';
import { demandPaperDay } from './parts/demand-day.ts';
import { nameOf } from './parts/name-of.ts';
import { holdOpenCycle } from './parts/record-cycle-change.ts';
import { signNews } from './parts/sign-news.ts';

/** Names the person who answers for a member in one cycle; one at a time, and both are told. */
export const nameDelegate = define({
  name: 'name-delegate',
  payload: z.strictObject({
    person: z.string(),
    delegate: z.string(),
    /** The open cycle that asks the member; null where none does. */
    cycle: z.string().nullable(),
    /** `YYYY-MM-DD` of the paper in which the member named them; null where the member does it in a chat. */
    paperDay: z.iso.date().nullable(),
  }),
  policy: mayNameDelegate,
  audit: 'delegate-named',
  refusals: [
    ...[
      'person-unknown',
      'person-without-unit',
      'left-already',
      'delegate-not-asked',
      'cycle-unknown',
      'cycle-closed',
      'delegate-out-of-reach',
    ],
    ...['delegate-not-joined', 'delegate-named-already', 'paper-day-to-come', 'day-impossible'],
  ],
  async run(context, { person: code, delegate: named, cycle, paperDay }) {
    const { id, database, session, actor, now } = context;
    const { person, last } = await findMember(context, code);
    const by = await demandOverDelegation(context, { person: code, unit: last.unit });
    demandNotLeft(person, dayOf(now));
    if (cycle === null) {
      throw new AppError('delegate-not-asked', { message: 'No open cycle asks', details: { person: code } });
    }
    const open = await holdOpenCycle(context, cycle);
    if (paperDay !== null) demandPaperDay(context, { day: paperDay, cycle: open });
    const delegate = await demandDelegate(context, { person, delegate: named });
    await endFormer(context, { member: code, cycle });
    await insertDelegation(database, {
      delegation: {
        ...{ _id: id, v: 1, cycle, member: code, delegate: named, namedBy: by, namedAt: now },
        ...{ paperDay: isPerson(actor, code) ? null : paperDay, ended: false, revision: 0 },
      },
      session,
    });
    await raiseOrganisationVersion(database, session);
    const told = { screen: 'delegation', params: {} };
    const isOwn = by === code;
    const asked = { name: person.name, ...(isOwn ? {} : { by: await nameOf(context, by) }) };
    const news: CommandNews[] = [
      { kind: isOwn ? 'delegate-named' : 'delegate-named-on-paper', ...told, people: [named], values: asked },
    ];
    if (!isOwn) {
      const values = { name: delegate.name };
      const onPaper = { kind: 'delegate-named-for-you', ...told, people: [code], values };
      news.push(...(await signNews(context, [onPaper])));
    }
    const onPaper = isOwn || paperDay === null ? {} : { paperDay };
    const facts = { cycle, member: code, delegate: named, ...onPaper };
    const names = { name: person.name, delegate: delegate.name };
    const kind = isOwn ? 'delegate-named' : 'delegate-named-for';
    const notes = [{ kind, values: names }, ...(isOwn || paperDay === null ? [] : [paperNote(paperDay)])];
    return { result: undefined, notes, news, event: { people: [code, named], facts } };
  },
});

/** By which paper somebody was named. */
function paperNote(paperDay: string): CommandNote {
  return { kind: 'delegate-paper', values: { day: paperDay } };
}

/** The person who is to answer, if the actor may pick them and they can answer in a chat. */
async function demandDelegate(
  { database, keys, session, actor, now }: CommandContext,
  { person, delegate: code }: { person: Person; delegate: string },
): Promise<Person> {
  const details = { person: code };
  const delegate = await findPerson(database, { ...details, session });
  const bodies = await listBodiesOverPerson(database, { ...details, session });
  const isOfSameCell = delegate !== null && (await areOfSameCell(database, [delegate, person]));
  const isHere = delegate !== null && isPresent(delegate, dayOf(now));
  if (!isHere || !mayPickDelegate(actor, { person: person._id, isOfSameCell, bodies })) {
    throw new AppError('delegate-out-of-reach', { message: 'The actor may not name this person', details });
  }
  if ((await listJoinedAmong({ database, keys }, { people: [code] })).has(code)) return delegate;
  throw new AppError('delegate-not-joined', { message: 'The person has no chat', details });
}

/** Whether people take part in the same cell, in whatever group of it. */
async function areOfSameCell(database: Database, people: readonly Person[]): Promise<boolean> {
  const codes = people.flatMap((person) => homeUnitOf(person) ?? []);
  const units = await findUnits(database, { codes: [...new Set(codes)] });
  return codes.length === people.length && new Set(units.map(cellOf)).size === 1;
}

/** Ends a delegation that ended by itself, as one of the two had left; throws where one lasts. */
async function endFormer(context: CommandContext, of: { member: string; cycle: string }): Promise<void> {
  const { database, session, now } = context;
  const former = await holdDelegation(database, { ...of, session });
  if (former === null) return;
  if (await isInForce(database, former, { day: dayOf(now), session })) {
    const details = { person: of.member };
    throw new AppError('delegate-named-already', { message: 'Somebody answers for them', details });
  }
  await endDelegation(database, { id: former._id, at: now, by: null, session });
}
