import { findOpenCycle } from '../../models/review/cycle.ts';
import { listBodiesOverPerson } from '../queries/leading-bodies.ts';
import type { Sources } from '../queries/sources.ts';
import type { ActAnswers } from './define-act.ts';

/** Why something is decided about somebody in a cycle, in the words of who decides it. */
export const REASON = { id: 'why', kind: 'text', long: false, min: 1, max: 500 } as const;

/** What is decided about a person in the cycle that is open for them. */
export async function decisionFor(
  { database }: Pick<Sources, 'database'>,
  { person, answers }: ActAnswers,
): Promise<{
  cycle: string;
  of: { kind: 'person'; code: string };
  why: string;
  collectives: string[];
}> {
  const found = await findOpenCycle(database, { person });
  return {
    ...{ cycle: found?.cycle._id ?? '', of: { kind: 'person', code: person } },
    ...{ why: answers.get('why') ?? '', collectives: await listBodiesOverPerson(database, { person }) },
  };
}
