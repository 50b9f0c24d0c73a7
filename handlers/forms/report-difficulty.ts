import type { ChoiceStep, TextStep } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { countReported } from '../../models/review/difficulty.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { type LedCollective, listLedCollectives } from '../queries/led-collectives.ts';
import type { Sources } from '../queries/sources.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { defineForm, defineTasks, formCommand } from './form.ts';
import { ownQuestions, readOwnAnswers } from './own-questions.ts';

const FORM = 'report-difficulty';
const LONGEST = 2_000;
/** The option of somebody who speaks for themselves; those of collectives are their codes after a mark. */
const SELF = 'self';
const COLLECTIVE = 'collective:';

/** A difficulty in the work, reported to the office above (Plan 58, III.2). Each is a draft of its own. */
export const reportDifficulty = defineForm({
  word: 'report-difficulty',
  leadsTo: () => [{ do: 'open', screen: 'my-difficulties' }],
  async begin({ findUnfinished, newId }, { person }) {
    const unfinished = await findUnfinished(FORM);
    if (unfinished !== null) return unfinished;
    return { form: FORM, cycle: null, subject: { kind: 'difficulty', id: newId() }, author: person };
  },
  openQuestions: questionsOf,
  closedQuestions: questionsOf,
  commands: {
    submit: formCommand({
      name: 'report-difficulty',
      async read(sources, act) {
        const { at, answers } = await readOwnAnswers(sources, act);
        const whom = answers.get('whom') ?? SELF;
        return {
          ...{ id: act.identity.subject.id, person: act.person, askedAt: at },
          collective: whom === SELF ? null : whom.slice(COLLECTIVE.length),
          text: answers.get('difficulty') ?? '',
        };
      },
    }),
  },
  tasks: defineTasks<{ reported: number; waiting: number }>({
    load: ({ database }, { person }) => countReported(database, { asker: person }),
    whileAway: { reported: 0, waiting: 0 },
    offers({ reported }) {
      const own: BotAction[] = reported > 0 ? [{ do: 'open', screen: 'my-difficulties' }] : [];
      return [{ do: 'begin', form: FORM }, ...own];
    },
    blocks: ({ waiting }, { t }) =>
      waiting === 0 ? [] : [{ type: 'status', text: t('chat:difficulties.own-waiting', { count: waiting }) }],
  }),
});

async function questionsOf({ lately, database, sayInAll, now }: Sources, identity: DraftIdentity) {
  const { author: person } = identity;
  const led = await lately(`led-collectives:${person}`, () =>
    listLedCollectives(database, { person, day: dayOf(now()) }),
  );
  const title = sayInAll('chat:forms.report-difficulty.title');
  const shown = { section: title, required: true, followUp: false };
  const text: TextStep = {
    ...{ id: 'difficulty', kind: 'text', long: true, min: 1, max: LONGEST, ...shown },
    heading: sayInAll('chat:forms.report-difficulty.difficulty.heading'),
    prompt: sayInAll('chat:forms.report-difficulty.difficulty.prompt'),
  };
  // Without a post there is nothing to choose, but for somebody who had chosen a collective while they held one there.
  const isAsked: Pick<ChoiceStep, 'when'> = led.length > 0 ? {} : { when: { answer: 'whom', isNot: [SELF] } };
  const whom: ChoiceStep = {
    ...{ id: 'whom', kind: 'choice', ...shown, ...isAsked },
    heading: sayInAll('chat:forms.report-difficulty.whom.heading'),
    prompt: sayInAll(`chat:forms.report-difficulty.whom.${led.length > 0 ? 'prompt' : 'ended'}`),
    options: [
      { id: SELF, label: sayInAll('chat:forms.report-difficulty.whom.self') },
      ...led.map((one) => optionOf(one, sayInAll)),
    ],
  };
  return ownQuestions(identity, { title, steps: led.length > 0 ? [whom, text] : [text, whom] });
}

function optionOf({ code, name }: LedCollective, sayInAll: Sources['sayInAll']) {
  return {
    id: `${COLLECTIVE}${code}`,
    label: sayInAll('chat:forms.report-difficulty.whom.collective', { name }),
  };
}
