import { listDelegations } from '../../models/review/delegation.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { type AnsweringFor, findRecorded, listAnsweringFor } from '../queries/answering-for.ts';
import { ANSWER_FOR, answerForIdentity } from '../queries/delegations.ts';
import { findNameLately } from '../queries/find-name-lately.ts';
import type { Questions } from '../queries/questions.ts';
import type { Sources } from '../queries/sources.ts';
import { formatDate } from '../words/dates.ts';
import { answeringBlocks } from '../words/delegation.ts';
import { defineForm, defineTasks, formCommand } from './form.ts';
import { readVersion, readWithdrawal } from './self-review.ts';

/**
 * What a delegate answers for the member who named them: the questions that the member is asked, each with the name of the
 * member. It is a form of its own because its draft must never be taken for the delegate's own review.
 */
export const answerFor = defineForm({
  word: ANSWER_FOR,
  leadsTo: () => [{ do: 'open', screen: 'delegation' }],
  onceClosed: { problem: 'delegation-over' },
  async begin(sources, { person, params }) {
    const delegations = await listDelegations(sources.database, { concerning: person });
    const all = await listAnsweringFor(sources, { person, delegations });
    const open = all.filter(({ standing }) => standing !== null);
    const [only] = open.length === 1 ? open : [];
    const found = params.member === undefined ? only : all.find((one) => isMeant(one, params));
    if (found === undefined) return { screen: 'delegation' };
    return answerForIdentity({ ...found, delegate: person });
  },
  async openQuestions(sources, identity) {
    const { author, subject, cycle } = identity;
    const review = await sources.reviews.findOpenFor({ person: subject.id, delegate: author });
    return review?.cycle.cycle === cycle ? asAnsweredFor(sources, { identity, questions: review }) : null;
  },
  async closedQuestions(sources, identity) {
    const { subject, cycle } = identity;
    if (cycle === null) return null;
    const review = await sources.reviews.ofClosed({ author: subject.id, cycle });
    return review === null ? null : asAnsweredFor(sources, { identity, questions: review });
  },
  commands: {
    submit: formCommand({
      name: 'record-delegated-review',
      read: async (sources, act) => ({ ...(await readVersion(sources, act)), delegate: act.person }),
    }),
    withdraw: formCommand({
      name: 'withdraw-delegated-review',
      read: (_sources, act) => ({ ...readWithdrawal(act), delegate: act.person }),
    }),
  },
  tasks: defineTasks<readonly AnsweringFor[]>({
    async load(sources, { person, delegations }) {
      const all = await listAnsweringFor(sources, { person, delegations: await delegations() });
      const open = all.filter(({ standing }) => standing !== null);
      return open.length === 0 ? null : open;
    },
    whileAway: null,
    offers: ([first, ...others]) =>
      first === undefined || others.length > 0
        ? [{ do: 'open', screen: 'delegation' }]
        : [{ do: 'begin', form: ANSWER_FOR, params: { member: first.member } }],
    blocks: (all, context) => all.flatMap((one) => answeringBlocks(one, context)),
  }),
});

function isMeant({ member, cycle }: AnsweringFor, params: { member?: unknown; cycle?: unknown }): boolean {
  return member === params.member && (params.cycle === undefined || cycle === params.cycle);
}

/** The questions of a member as they are asked of who answers for them: with the member's name on every card. */
async function asAnsweredFor(
  sources: Sources,
  { identity, questions }: { identity: DraftIdentity; questions: Questions },
): Promise<Questions> {
  const { id } = identity.subject;
  const name = await findNameLately(sources, id);
  const text = sources.sayInAll('chat:delegation.answers-for', { name });
  const { author: delegate, cycle } = identity;
  const { counting, ...withdrawn } = await findRecorded(sources, {
    member: id,
    cycle: cycle ?? '',
    delegate,
  });
  const replaces =
    counting?.isOwn === true
      ? sources.sayInAll('chat:delegation.own-counts', { name, day: formatDate(counting.day, 'vi') })
      : undefined;
  const about = { text, ...(replaces && { replaces }) };
  return { ...questions, ...withdrawn, identity, flow: { ...questions.flow, about } };
}
