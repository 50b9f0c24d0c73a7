import { z } from 'zod';
import { contentDigest } from '../../models/audit-event.ts';
import { mayAnswerDifficulty } from '../../models/policies/difficulty.ts';
import {
  difficultyContext,
  holdDifficulty,
  answerDifficulty as writeAnswer,
} from '../../models/review/difficulty.ts';
import { AppError } from '../../models/store/errors.ts';
import { define } from './define.ts';

const Payload = z.strictObject({
  /** Id of the difficulty. */
  id: z.string(),
  /** Who answers. */
  person: z.string(),
  /** The collectives that it came to, as the record had them when the answer was read. */
  offices: z.array(z.string()),
  /** Who reported it. */
  asker: z.string(),
  text: z.string().min(1),
  answeredAt: z.date(),
});

/** Answers a difficulty, once, and tells the person who reported it. */
export const answerDifficulty = define({
  name: 'answer-difficulty',
  payload: Payload,
  policy: mayAnswerDifficulty,
  audit: 'difficulty-answered',
  refusals: ['difficulty-unknown', 'answered-already'],
  async run({ database, session, keys, actor }, { id, person, text, answeredAt }) {
    const difficulty = await holdDifficulty(database, { id, session });
    if (difficulty === null) throw new AppError('difficulty-unknown', { message: 'No such difficulty' });
    if (!mayAnswerDifficulty(actor, difficulty)) {
      throw new AppError('not-allowed', {
        message: 'It did not come to an office of the actor, or they reported it',
      });
    }
    if (difficulty.answer !== null) {
      throw new AppError('answered-already', { message: 'The difficulty was answered before' });
    }
    const sealed = keys.seal(text, difficultyContext(id, 'answer'));
    await writeAnswer(database, { id, session, answer: { by: person, text: sealed, answeredAt } });
    const { asker, unit, salt } = difficulty;
    return {
      result: undefined,
      news: [{ kind: 'difficulty-answered', screen: 'difficulty', params: { id }, people: [asker] }],
      event: {
        ...{ people: [asker], facts: { unit } },
        contents: { answer: contentDigest(keys, { content: text, salt }) },
      },
    };
  },
});
