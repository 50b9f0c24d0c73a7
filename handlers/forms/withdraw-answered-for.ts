import type { ConfirmStep } from '../../flows/forms/definition.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { listDelegatedEntries } from '../queries/counting-entry.ts';
import { findNameLately } from '../queries/find-name-lately.ts';
import type { Questions } from '../queries/questions.ts';
import type { Sources } from '../queries/sources.ts';
import { defineForm, formCommand } from './form.ts';
import { ownQuestions, readOwnAnswers } from './own-questions.ts';

const FORM = 'withdraw-answered-for';
const KIND = 'answered-for';
/** Between the number of a version and the code of who handed it in. */
const MARK = '/';

/** A member withdraws a version that somebody handed in for them, as they could one of their own. */
export const withdrawAnsweredFor = defineForm({
  word: FORM,
  leadsTo: () => [{ do: 'open', screen: 'delegation' }],
  async begin({ database, reviews }, { person, params }) {
    const cycle = (await reviews.findOpen(person))?.cycle.cycle;
    if (cycle === undefined) return { screen: 'delegation' };
    if (params.delegate !== undefined && params.cycle === cycle) {
      return versionIdentity({ cycle, author: person, number: params.number, delegate: params.delegate });
    }
    const [entry, ...others] = await listDelegatedEntries(database, { person, cycle });
    if (entry === undefined || others.length > 0) return { screen: 'delegation' };
    return versionIdentity({ cycle, author: person, number: entry.number, delegate: entry.by });
  },
  goOn: ({ identity }) => ({ params: { cycle: identity.cycle ?? '', ...versionOf(identity) } }),
  async openQuestions(sources, identity) {
    const review = await sources.reviews.findOpen(identity.author);
    return review?.cycle.cycle === identity.cycle ? questionsOf(sources, identity) : null;
  },
  closedQuestions: questionsOf,
  commands: {
    submit: formCommand({
      name: 'withdraw-answered-for',
      async read(sources, act) {
        const { at: withdrawnAt } = await readOwnAnswers(sources, act);
        const { person, identity } = act;
        return { person, cycle: identity.cycle ?? '', ...versionOf(identity), withdrawnAt };
      },
    }),
  },
});

function versionIdentity(of: {
  cycle: string;
  author: string;
  number: string | number | undefined;
  delegate: string | number;
}): DraftIdentity {
  const { cycle, author, number, delegate } = of;
  return { form: FORM, cycle, subject: { kind: KIND, id: `${number}${MARK}${delegate}` }, author };
}

function versionOf({ subject: { id } }: DraftIdentity): { number: number; delegate: string } {
  const end = id.indexOf(MARK);
  return { number: Number(id.slice(0, end)), delegate: id.slice(end + MARK.length) };
}

async function questionsOf(sources: Sources, identity: DraftIdentity): Promise<Questions> {
  const { sayInAll } = sources;
  const { number, delegate } = versionOf(identity);
  const name = await findNameLately(sources, delegate);
  const title = sayInAll(`chat:forms.${FORM}.title`);
  const step: ConfirmStep = {
    ...{ id: 'sure', kind: 'confirm', required: true, followUp: false, section: title },
    heading: sayInAll(`chat:forms.${FORM}.sure.heading`, { name, number }),
    prompt: sayInAll(`chat:forms.${FORM}.sure.prompt`, { name, number }),
  };
  return ownQuestions(identity, { title, steps: [step] });
}
