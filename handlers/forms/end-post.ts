import type { ChoiceStep, Condition } from '../../flows/forms/definition.ts';
import { dayOf } from '../../flows/rules/calendar.ts';
import { latestPossible } from '../../models/organisation/possible-days.ts';
import type { Post } from '../../models/organisation/post.ts';
import { listBodiesOverCollective } from '../queries/leading-bodies.ts';
import type { Sources } from '../queries/sources.ts';
import { formatDate } from '../words/dates.ts';
import { ANY_DAY, defineAct } from './define-act.ts';
import { endablePosts, holdersOf, ledBodiesWith } from './led-bodies.ts';

/** Between the question what is recorded and the collective that it is about, and its answer and the day that it shows. */
const MARK = '-';
const ENDS = 'ends';
const GOES_ON = 'goes-on';
const NEVER_WAS = 'never-was';

/**
 * Somebody no longer holds a post in a collective of the unit, or of one below it. Where its first day is known, or a last
 * one was recorded, that can be taken back instead.
 */
export const endPost = defineAct({
  form: 'end-post',
  command: 'end-post',
  whom: { isMeant: holdersOf, problem: 'pick-no-post' },
  async steps(sources, identity) {
    const posts = await endablePosts(sources, identity);
    const among = await ledBodiesWith(sources, identity);
    // Of several posts it is not known yet which one ends.
    const [min = ANY_DAY.min] = posts.map(({ from = ANY_DAY.min }) => from).toSorted();
    const what = posts.flatMap((post) => whatOf(sources, post));
    return [
      { id: 'collective', kind: 'pick', among },
      ...what,
      {
        ...{ id: 'to', kind: 'date', min },
        max: latestPossible({ about: 'post', today: dayOf(sources.now()) }),
        ...(what.length > 0 && { when: whenItEnds(what) }),
      },
    ];
  },
  async payload({ database }, { person, answers }) {
    const collective = answers.get('collective') ?? '';
    const what = answers.get(whatAbout(collective)) ?? ENDS;
    const bodies = await listBodiesOverCollective(database, { collective });
    const of = { person, collective, bodies };
    if (what === GOES_ON) return { ...of, to: GOES_ON };
    if (what === ENDS) return { ...of, to: answers.get('to') ?? '' };
    return { ...of, to: NEVER_WAS, from: what.slice(NEVER_WAS.length + MARK.length) };
  },
});

type What = Pick<ChoiceStep, 'kind' | 'options'> & {
  id: string;
  words: 'what';
  when: { answer: 'collective'; is: string[] };
};

/** The question what is recorded of a post, of which something can be taken back; its answer says which post was shown. */
function whatOf({ sayInAll }: Sources, { collective, title, from, to }: Post): What[] {
  if (from === undefined && to === undefined) return [];
  const first = from === undefined ? '' : formatDate(from, 'vi');
  const last = to === undefined ? '' : formatDate(to, 'vi');
  const say = (key: string) => sayInAll(`chat:post-changes.${key}`, { title, first, last });
  const options = [
    { id: ENDS, label: say(to === undefined ? 'ends' : 'ends-otherwise') },
    ...(to === undefined ? [] : [{ id: GOES_ON, label: say(GOES_ON) }]),
    ...(from === undefined ? [] : [{ id: `${NEVER_WAS}${MARK}${from}`, label: say(NEVER_WAS) }]),
  ];
  const when: What['when'] = { answer: 'collective', is: [collective] };
  return [{ id: whatAbout(collective), words: 'what', kind: 'choice', when, options }];
}

function whatAbout(collective: string): string {
  return `what${MARK}${collective}`;
}

/** The last day is asked for where nothing can be taken back, or is not. */
function whenItEnds(what: readonly What[]): Condition {
  const isNot = what.flatMap(({ when }) => when.is);
  return {
    any: [{ answer: 'collective', isNot }, ...what.map(({ id }) => ({ answer: id, is: [ENDS] }))],
  };
}
