import { dayOf } from '../../flows/rules/calendar.ts';
import { latestPossible } from '../../models/organisation/possible-days.ts';
import { POST_BRANCHES, POST_ROLES, type PostBranch, type PostRole } from '../../models/organisation/post.ts';
import { describePosts } from '../queries/describe-posts.ts';
import { listBodiesOverCollective } from '../queries/leading-bodies.ts';
import { ANY_DAY, defineAct } from './define-act.ts';
import { ledBodiesFor, ledPartyBodies } from './led-bodies.ts';
import { memberOf, NOT_LEFT } from './person-act.ts';

/** Somebody of the unit is given a post in a collective of the unit, or of one below it. */
export const startPost = defineAct({
  form: 'start-post',
  command: 'start-post',
  whom: NOT_LEFT,
  steps: async (sources, identity) => [
    { id: 'collective', kind: 'pick', among: await ledBodiesFor(sources, identity) },
    {
      ...{ id: 'role', kind: 'choice' },
      options: POST_ROLES.map((id) => ({ id, label: sources.sayInAll(`chat:posts.roles.${id}`) })),
    },
    { id: 'called', kind: 'text', long: false, min: 1, max: 200 },
    {
      ...{ id: 'branch', kind: 'choice' },
      when: { answer: 'collective', isNot: await ledPartyBodies(sources, identity.author) },
      options: POST_BRANCHES.map((id) => ({ id, label: sources.sayInAll(`chat:posts.branches.${id}`) })),
    },
    {
      ...{ id: 'from', kind: 'date', min: ANY_DAY.min },
      max: latestPossible({ about: 'post', today: dayOf(sources.now()) }),
    },
  ],
  async note({ database, lately, now, sayInAll }, identity) {
    const person = memberOf(identity);
    if (person === '') return undefined;
    const { posts } = await lately(`posts-before:${identity.subject.id}`, async () => ({
      posts: await describePosts({ database }, { person, day: dayOf(now()) }),
    }));
    return posts === '' ? undefined : sayInAll('chat:person-act.holds', { posts });
  },
  async payload({ database }, { person, answers }) {
    const collective = answers.get('collective') ?? '';
    return {
      ...{ person, collective, title: answers.get('called') ?? '', from: answers.get('from') ?? '' },
      ...{ role: answers.get('role') as PostRole, branch: (answers.get('branch') ?? 'party') as PostBranch },
      bodies: await listBodiesOverCollective(database, { collective }),
    };
  },
});
