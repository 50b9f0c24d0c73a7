import { listBodiesOverCollective } from '../queries/leading-bodies.ts';
import { ANY_DAY, defineAct } from './define-act.ts';
import { ledBodiesWith } from './led-bodies.ts';
import { memberOf } from './person-act.ts';

/** Somebody no longer holds a post in a collective of the unit, or of one below it. */
export const endPost = defineAct({
  form: 'end-post',
  command: 'end-post',
  steps: async (sources, identity) => [
    {
      ...{ id: 'collective', kind: 'pick' },
      among: await ledBodiesWith(sources, { author: identity.author, member: memberOf(identity) }),
    },
    { id: 'to', kind: 'date', ...ANY_DAY },
  ],
  async payload({ database }, { person, answers }) {
    const collective = answers.get('collective') ?? '';
    return {
      ...{ person, collective, to: answers.get('to') ?? '' },
      bodies: await listBodiesOverCollective(database, { collective }),
    };
  },
});
