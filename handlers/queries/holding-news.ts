import type { Command, CommandNews, Facts } from '../../models/command.ts';
import { lastMembershipOf } from '../../models/organisation/membership.ts';
import { findPerson, type Person } from '../../models/organisation/person.ts';
import { listPosts, type Post, termsOf } from '../../models/organisation/post.ts';
import { openTemporaries } from '../../models/organisation/temporary-membership.ts';
import { findOpenCycle } from '../../models/review/cycle.ts';
import { findDelegation } from '../../models/review/delegation.ts';
import type { Entry } from '../../models/review/submission.ts';
import { listVersions, standingVersion, type Version } from '../../models/review/version.ts';
import type { Database } from '../../models/store/connection.ts';
import { isInForce } from './delegations.ts';
import { leavingOf } from './leaving.ts';

/** What the record has about somebody today, `YYYY-MM-DD`. */
interface Present {
  today: string;
  person: Person;
  /** Ids of the commands whose decisions hold: about the open cycle, and who answers. */
  decided: readonly string[];
  posts: readonly Post[];
  /** The version that counts in the open cycle. */
  counting: Version | undefined;
}

/** News of a command, of which the record may have something else by now. */
interface Told {
  id: string;
  facts: Facts;
  values: NonNullable<CommandNews['values']>;
}

type Holds = (present: Present, told: Told) => boolean;

const decided: Holds = (present, { id }) => present.decided.includes(id);

const belongs: Holds = ({ person }, { facts }) => {
  const last = lastMembershipOf(person);
  return last?.unit === facts.unit && last?.from === facts.on;
};

const visits: Holds = ({ person, today }, { facts, values }) =>
  openTemporaries(person, today).some(
    ({ unit, from, to }) => unit === facts.unit && from === values.day && (to ?? undefined) === values.to,
  );

const entered =
  (how: Entry['how']): Holds =>
  ({ counting }, { facts }) =>
    counting?.entry?.how === how && counting.cycle === facts.cycle && counting.number === facts.number;

/** Of the news about somebody themselves, by its kind: whether it still holds. Anything else they find on the screens. */
const HOLDS: Readonly<Record<string, Holds>> = {
  'cycle-extended': decided,
  'cycle-excused-by': decided,
  'cycle-excused-by-office': decided,
  'cycle-included-by': decided,
  'cycle-included-by-office': decided,
  'delegate-named-for-you': decided,
  'joined-unit': belongs,
  'moved-to-unit-on': belongs,
  'move-corrected': ({ person }, { facts }) => lastMembershipOf(person)?.unit === facts.unit,
  'temporary-begun': visits,
  'temporary-begun-until': visits,
  'you-leave': ({ person, today }, { facts }) => {
    const leaving = leavingOf(person, today);
    return leaving?.isOver === false && leaving.on === facts.on;
  },
  'post-begins': ({ posts }, { facts, values }) =>
    posts.some(({ collective, from }) => collective === facts.collective && from === values.day),
  'post-ends': ({ posts, today }, { facts, values }) =>
    posts.some(
      ({ collective, to = '' }) => collective === facts.collective && to === values.day && to >= today,
    ),
  'paper-recorded': entered('paper'),
  'paper-recorded-by-office': entered('paper'),
  'handed-in-for-you': entered('delegate'),
  'handed-in-for-you-instead': entered('delegate'),
};

/** Tells of the news of a command to somebody whether it holds today, `YYYY-MM-DD`, as the record has it now. */
export async function holdingNewsOf(
  database: Database,
  { person: code, today }: { person: string; today: string },
): Promise<(command: Pick<Command, '_id' | 'outcome'>, news: CommandNews) => boolean> {
  const person = await findPerson(database, { person: code });
  if (person === null) return () => false;
  const [stored, cycle] = await Promise.all([
    listPosts(database, { people: [code], day: 'any' }),
    findOfCycle(database, { person: code, today }),
  ]);
  const present = { today, person, posts: stored.flatMap(termsOf), ...cycle };
  return ({ _id: id, outcome }, { kind, people, values = {} }) =>
    outcome.status === 'recorded' &&
    people.includes(code) &&
    (HOLDS[kind]?.(present, { id, facts: outcome.facts, values }) ?? false);
}

async function findOfCycle(
  database: Database,
  { person, today }: { person: string; today: string },
): Promise<Pick<Present, 'decided' | 'counting'>> {
  const found = await findOpenCycle(database, { person });
  if (found === undefined) return { decided: [], counting: undefined };
  const { decisions, place } = found;
  const cycle = found.cycle._id;
  const delegation = await findDelegation(database, { member: person, cycle });
  const isAnswered = delegation !== null && (await isInForce(database, delegation, { day: today }));
  const holding = [decisions.extensionFor(place, 'draftsDue')?.id, decisions.ruleFor(place)?.id];
  return {
    decided: [...holding, isAnswered ? delegation._id : undefined].filter((id) => id !== undefined),
    counting: standingVersion(await listVersions(database, { person, cycle })),
  };
}
