import { addDays, dayOf, endOfDay } from '../../flows/rules/calendar.ts';
import { listBodiesOverPerson, listLedUnits } from '../queries/leading-bodies.ts';
import { defineAct } from './define-act.ts';
import { defineTasks } from './form.ts';
import { NOT_LEFT } from './person-act.ts';

/** So many days a code can be used; which day is the last is said with it. */
const DAYS = 14;

/** A new invitation for one person of the unit, whose code is shown to their secretary once. */
export const invitePerson = defineAct({
  form: 'invite-person',
  command: 'invite',
  whom: NOT_LEFT,
  steps: () => [{ id: 'sure', kind: 'confirm' }],
  payload: async ({ database }, { person, at }) => ({
    ...{ person, bodies: await listBodiesOverPerson(database, { person }) },
    // Whoever is named is invited, linked or not.
    ...{ evenIfLinked: true, tryingChannel: '' },
    expiresAt: endOfDay(addDays(dayOf(at), DAYS)),
  }),
  handOver({ invitations: [made] }, { expiresAt }) {
    if (made === undefined) return null;
    const { name, code } = made;
    return { type: 'invitation', name, code, until: expiresAt.toISOString() };
  },
  tasks: defineTasks<Record<string, never>>({
    async load({ database }, { posts }) {
      return (await listLedUnits(database, { posts: await posts() })).length === 0 ? null : {};
    },
    whileAway: null,
    offers: () => [{ do: 'open', screen: 'unit-people' }],
    blocks: () => [],
  }),
});
