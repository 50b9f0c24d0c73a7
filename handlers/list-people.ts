import type { Database } from '../models/connection.ts';
import { findOpenCycle } from '../models/cycle.ts';
import { findPerson, listAllPeople, type Person } from '../models/person.ts';
import { listPosts } from '../models/post.ts';
import { findUnits } from '../models/unit.ts';
import { conversationOf } from './conversation.ts';
import { reviewKey } from './reviews.ts';

/** A person with their place in the organisation. */
export interface PersonCard {
  code: string;
  name: string;
  /** Name of the chi bộ, tổ đảng or workplace. */
  unit: string;
  /** Titles of the posts held. */
  posts: readonly string[];
}

/** How far a person's review is, as the system of record knows it. */
export type ReviewState =
  | { state: 'not-reviewed' }
  | { state: 'not-started' }
  | { state: 'draft'; answers: number; copiedAt: Date }
  | { state: 'submitted'; number: number; recordedAt: Date };

/** Everybody, in the order of their codes. */
export async function listPeopleCards(database: Database): Promise<PersonCard[]> {
  const people = await listAllPeople(database);
  return toCards(database, people);
}

/** One person with their place in the organisation; nothing if there is no such person. */
export async function findPersonCard(database: Database, person: string): Promise<PersonCard | undefined> {
  const found = await findPerson(database, { person });
  return found === null ? undefined : (await toCards(database, [found]))[0];
}

/** Everybody with the state of their review in the open cycle. */
export async function listPeopleWithState(database: Database): Promise<(PersonCard & ReviewState)[]> {
  const people = await listAllPeople(database);
  const cards = await toCards(database, people);
  return Promise.all(cards.map(async (card) => ({ ...card, ...(await stateOf(database, card.code)) })));
}

async function toCards(database: Database, people: readonly Person[]): Promise<PersonCard[]> {
  const codes = people.map((person) => person._id);
  const places = people.flatMap((person) => person.unit ?? person.workplace ?? []);
  const [posts, units] = await Promise.all([
    listPosts(database, { people: codes }),
    findUnits(database, { codes: [...new Set(places)] }),
  ]);
  const names = new Map(units.map((unit) => [unit._id, unit.name]));
  const titles = Map.groupBy(posts, (post) => post.person);
  return people.map((person) => ({
    code: person._id,
    name: person.name,
    unit: names.get(person.unit ?? person.workplace ?? '') ?? '',
    posts: [...new Set((titles.get(person._id) ?? []).map((post) => post.title))],
  }));
}

async function stateOf(database: Database, person: string): Promise<ReviewState> {
  const cycle = await findOpenCycle(database, { person });
  if (cycle === undefined) return { state: 'not-reviewed' };
  const [submission, draft] = await Promise.all([
    database.submissions.findOne({ person, cycle: cycle._id }).sort({ number: -1 }).lean(),
    database.drafts.findById(`${conversationOf(person)} ${reviewKey(cycle._id)}`).lean(),
  ]);
  if (submission !== null) {
    return { state: 'submitted', number: submission.number, recordedAt: submission.recordedAt };
  }
  if (draft === null) return { state: 'not-started' };
  const answers = Object.keys(draft.fields).filter((field) => field.startsWith('answer:')).length;
  return { state: 'draft', answers, copiedAt: draft.copiedAt };
}
