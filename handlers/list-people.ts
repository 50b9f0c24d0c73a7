import type { Database } from '../models/connection.ts';
import { countDraftAnswers } from '../models/draft.ts';
import { findPerson, listAllPeople, type Person } from '../models/person.ts';
import { listPosts } from '../models/post.ts';
import { listSubmitted } from '../models/submission.ts';
import { findUnits } from '../models/unit.ts';
import { listAskedPeople } from './asked-people.ts';
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
  const [cards, states] = await Promise.all([listPeopleCards(database), loadStates(database)]);
  return cards.map((card) => ({ ...card, ...(states.get(card.code) ?? { state: 'not-reviewed' }) }));
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

/** The state of everybody whom an open cycle asks, by their codes. */
async function loadStates(database: Database): Promise<Map<string, ReviewState>> {
  const asked = await listAskedPeople(database);
  const cycles = [...new Set(asked.map(({ cycle }) => cycle._id))];
  const [submitted, drafts] = await Promise.all([
    listSubmitted(database, { cycles }),
    countDraftAnswers(database, { flows: cycles.map(reviewKey) }),
  ]);
  // The last version of each person stays.
  const latest = new Map(submitted.map((one) => [`${one.person} ${one.cycle}`, one]));
  return new Map(
    asked.map(({ person, cycle }): [string, ReviewState] => {
      const submission = latest.get(`${person._id} ${cycle._id}`);
      const draft = drafts.get(`${conversationOf(person._id)} ${reviewKey(cycle._id)}`);
      return [person._id, stateOf(submission, draft)];
    }),
  );
}

function stateOf(
  submission: { number: number; recordedAt: Date } | undefined,
  draft: { answers: number; copiedAt: Date } | undefined,
): ReviewState {
  if (submission !== undefined) {
    return { state: 'submitted', number: submission.number, recordedAt: submission.recordedAt };
  }
  return draft === undefined ? { state: 'not-started' } : { state: 'draft', ...draft };
}
