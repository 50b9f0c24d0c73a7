import { shorten } from '../../flows/answers/normalize.ts';
import type { TextStep } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { listPosts } from '../../models/organisation/post.ts';
import { mayAnswerDifficulty } from '../../models/policies/difficulty.ts';
import { countDifficulties, findDifficulty, openDifficulty } from '../../models/review/difficulty.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { findPersonCard } from '../queries/list-people.ts';
import type { Questions } from '../queries/questions.ts';
import type { Sources } from '../queries/sources.ts';
import { joinTexts } from './define-act.ts';
import { answerIdentity, isUnfinished } from './difficulty-answer.ts';
import { defineForm, defineTasks, formCommand } from './form.ts';
import { ownQuestions, readOwnAnswers } from './own-questions.ts';

const FORM = 'answer-difficulty';
const LONGEST = 4_000;
/** So much of the difficulty is repeated where it is answered, in code points. */
const QUOTED = 120;

/** The answer of the office to a difficulty that was reported to it; what it is about is the draft's subject. */
export const answerDifficulty = defineForm({
  word: 'answer-difficulty',
  leadsTo: () => [{ do: 'open', screen: 'difficulties' }],
  async begin({ database, stateOf, findUnfinished, now }, { person, params }) {
    const unfinished = params.id === undefined ? await findUnfinished(FORM, isUnfinished) : null;
    if (unfinished !== null) return unfinished;
    const difficulty = await findDifficulty(database, { id: String(params.id ?? '') });
    const posts = await listPosts(database, { people: [person], day: dayOf(now()) });
    if (difficulty === null) return { screen: 'difficulties' };
    // What one reported oneself is not among what came to one's office, but it can be read, with who answers it.
    if (difficulty.asker === person) return { screen: 'difficulty', params: { id: difficulty._id } };
    const identity = answerIdentity({ difficulty: difficulty._id, author: person });
    // What was written before another one was faster, or before one's post ended, can still be read.
    if (isUnfinished(await stateOf(identity))) return identity;
    if (!mayAnswerDifficulty({ kind: 'person', person, posts }, difficulty)) {
      return { screen: 'difficulties' };
    }
    return difficulty.answer === null ? identity : { screen: 'difficulty', params };
  },
  goOn: ({ identity }) => ({ params: { id: identity.subject.id } }),
  openQuestions: questionsOf,
  closedQuestions: questionsOf,
  commands: {
    submit: formCommand({
      name: 'answer-difficulty',
      async read(sources, act) {
        const { id } = act.identity.subject;
        const { at, answers } = await readOwnAnswers(sources, act);
        const difficulty = await findDifficulty(sources.database, { id });
        return {
          ...{ id, person: act.person, answeredAt: at, text: answers.get('answer') ?? '' },
          ...{ offices: difficulty?.offices ?? [], asker: difficulty?.asker ?? '' },
        };
      },
    }),
  },
  tasks: defineTasks<{ waiting: number }>({
    async load({ database }, { person, posts }) {
      const held = await posts();
      if (held.length === 0) return null;
      const offices = held.map(({ collective }) => collective);
      const count = (isAnswered: boolean) =>
        countDifficulties(database, { offices, isAnswered, reader: person });
      const [waiting, answered] = await Promise.all([count(false), count(true)]);
      return waiting + answered === 0 ? null : { waiting };
    },
    whileAway: null,
    offers: ({ waiting }) => [
      { do: 'open', screen: 'difficulties', ...(waiting > 0 ? {} : { params: { answered: 1 } }) },
    ],
    label: (action) =>
      action.do === 'open' && action.params?.answered === 1 ? 'answered-difficulties' : undefined,
    blocks: ({ waiting }, { t }) =>
      waiting === 0 ? [] : [{ type: 'status', text: t('chat:difficulties.waiting', { count: waiting }) }],
  }),
});

/** What the form asks; it names the difficulty, for another one may have been read meanwhile. Null if there is none. */
async function questionsOf(sources: Sources, identity: DraftIdentity): Promise<Questions | null> {
  const { sayInAll } = sources;
  const { id } = identity.subject;
  const { asked } = await sources.lately(`difficulty:${id}`, async () => ({
    asked: await readAsked(sources, id),
  }));
  if (asked === null) return null;
  const title = sayInAll('chat:forms.answer-difficulty.title');
  const answer: TextStep = {
    ...{ id: 'answer', kind: 'text', long: true, min: 1, max: LONGEST, required: true, followUp: false },
    ...{ section: title, heading: sayInAll('chat:forms.answer-difficulty.answer.heading') },
    prompt: sayInAll('chat:forms.answer-difficulty.answer.prompt', asked),
  };
  const name = { vi: asked.name, en: asked.name };
  return ownQuestions(identity, { title, steps: [answer], about: { text: joinTexts([title, name], ' · ') } });
}

/** Who reported a difficulty, and how it begins. */
async function readAsked(
  { database, keys, now }: Sources,
  id: string,
): Promise<{ name: string; quote: string } | null> {
  const difficulty = await findDifficulty(database, { id });
  if (difficulty === null) return null;
  const quote = shorten(openDifficulty(keys, difficulty).text, QUOTED);
  const card = await findPersonCard(database, { person: difficulty.asker, day: dayOf(now()) });
  return { name: card?.name ?? difficulty.asker, quote };
}
