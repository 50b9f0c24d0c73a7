import { dayOf } from '../../flows/rules/calendar.ts';
import { latestPossible } from '../../models/organisation/possible-days.ts';
import { listBodiesOverCollective } from '../queries/leading-bodies.ts';
import { formatDate } from '../words/dates.ts';
import { ANY_DAY, beforeOf, defineAct } from './define-act.ts';
import { heldPosts, holdersOf, ledBodiesWith } from './led-bodies.ts';

/** Somebody no longer holds a post in a collective of the unit, or of one below it. */
export const endPost = defineAct({
  form: 'end-post',
  command: 'end-post',
  whom: { isMeant: holdersOf, problem: 'pick-no-post' },
  async steps(sources, identity) {
    const among = await ledBodiesWith(sources, identity);
    const held = await heldPosts(sources, identity);
    // Of several posts it is not known yet which one ends.
    const [min = ANY_DAY.min] = held.map(({ from = ANY_DAY.min }) => from).toSorted();
    const recorded = held.flatMap(({ title, to }) =>
      to === undefined
        ? []
        : [sources.sayInAll('chat:person-act.post-ends', { title, day: formatDate(to, 'vi') })],
    );
    return [
      { id: 'collective', kind: 'pick', among },
      {
        ...{ id: 'to', kind: 'date', min, ...beforeOf(recorded) },
        max: latestPossible({ about: 'post', today: dayOf(sources.now()) }),
      },
    ];
  },
  async payload({ database }, { person, answers }) {
    const collective = answers.get('collective') ?? '';
    return {
      ...{ person, collective, to: answers.get('to') ?? '' },
      bodies: await listBodiesOverCollective(database, { collective }),
    };
  },
});
