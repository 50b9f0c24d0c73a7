import { dayOf } from '../../flows/rules/calendar.ts';
import { latestPossible } from '../../models/organisation/possible-days.ts';
import { listBodiesOverCollective } from '../queries/leading-bodies.ts';
import { ANY_DAY, defineAct } from './define-act.ts';
import { heldPosts, holdersOf, ledBodiesWith } from './led-bodies.ts';

/** Somebody no longer holds a post in a collective of the unit, or of one below it. */
export const endPost = defineAct({
  form: 'end-post',
  command: 'end-post',
  whom: { isMeant: holdersOf, why: 'pick-no-post' },
  async steps(sources, identity) {
    const among = await ledBodiesWith(sources, identity);
    // Of several posts it is not known yet which one ends.
    const [min = ANY_DAY.min] = (await heldPosts(sources, identity))
      .map(({ from = ANY_DAY.min }) => from)
      .toSorted();
    return [
      { id: 'collective', kind: 'pick', among },
      {
        ...{ id: 'to', kind: 'date', min },
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
