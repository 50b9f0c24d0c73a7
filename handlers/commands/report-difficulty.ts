import { z } from 'zod';
import { contentDigest, createSalt } from '../../models/audit-event.ts';
import { findCollectives } from '../../models/organisation/collective.ts';
import { homeUnitOf } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { listPostsIn } from '../../models/organisation/post.ts';
import { mayReportDifficulty } from '../../models/policies/difficulty.ts';
import { difficultyContext, findAskedAt, insertDifficulty } from '../../models/review/difficulty.ts';
import type { Database } from '../../models/store/connection.ts';
import { AppError } from '../../models/store/errors.ts';
import { findOffice } from '../queries/find-office.ts';
import { define } from './define.ts';

const Payload = z.strictObject({
  /** Id of the difficulty. */
  id: z.string(),
  person: z.string(),
  /** The collective that they speak for; null for themselves. */
  collective: z.string().nullable(),
  text: z.string().min(1),
  askedAt: z.date(),
});

/** Records a difficulty that somebody reports to the office above them, and tells that office. */
export const reportDifficulty = define({
  name: 'report-difficulty',
  payload: Payload,
  policy: mayReportDifficulty,
  audit: 'difficulty-reported',
  refusals: ['no-office', 'reported-already'],
  async run({ database, session, keys, now }, payload) {
    const { id, person, collective, text, askedAt } = payload;
    const unit = await unitOf(database, payload);
    const offices = unit === null ? [] : await findOffice(database, { unit, session });
    if (unit === null || offices.length === 0) {
      throw new AppError('no-office', { message: 'There is no office above', details: { person } });
    }
    const known = await findAskedAt(database, { id, session });
    if (known?.getTime() === askedAt.getTime()) return { result: undefined, event: null };
    if (known !== null) throw new AppError('reported-already', { message: 'Another text has this id' });
    const salt = createSalt();
    await insertDifficulty(database, {
      session,
      difficulty: {
        ...{ _id: id, v: 1, salt, asker: person, collective, unit, offices, askedAt, recordedAt: now },
        ...{ text: keys.seal(text, difficultyContext(id, 'text')), answer: null, revision: 0 },
      },
    });
    const posts = await listPostsIn(database, { collectives: offices });
    const people = [...new Set(posts.map((post) => post.person))].filter((one) => one !== person);
    return {
      result: undefined,
      news: [{ kind: 'difficulty-reported', screen: 'difficulties', params: {}, people }],
      event: {
        ...{ people: [person], facts: { unit } },
        contents: { text: contentDigest(keys, { content: text, salt }) },
      },
    };
  },
});

async function unitOf(
  database: Database,
  { person, collective }: { person: string; collective: string | null },
): Promise<string | null> {
  if (collective !== null) {
    const [body] = await findCollectives(database, { codes: [collective] });
    return body?.unit ?? null;
  }
  const found = await findPerson(database, { person });
  return found === null ? null : homeUnitOf(found);
}
