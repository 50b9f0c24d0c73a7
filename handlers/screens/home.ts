import { isDeepStrictEqual } from 'node:util';
import { dayOf } from '../../flows/rules/calendar.ts';
import { heldAmong } from '../../models/organisation/post.ts';
import { mayViewHome } from '../../models/policies/conversation.ts';
import { listDelegations } from '../../models/review/delegation.ts';
import { FORMS, formOf } from '../forms/catalogue.ts';
import type { Form, Reader, Tasks } from '../forms/form.ts';
import { inTimeOr } from '../in-time.ts';
import { findNameLately } from '../queries/find-name-lately.ts';
import type { PersonSources } from '../queries/sources.ts';
import { isLeftHalf } from '../talk/begun.ts';
import { begunLine, type HomeFacts, presentHome } from '../words/home.ts';
import { defineScreen, open } from './screen.ts';

/** The card from which everything is reached: what each form has to tell of, and the ways on. */
export const home = defineScreen<HomeFacts>({
  policy: mayViewHome,
  inMenu: true,
  isAwaited: true,
  async load(sources, { person, note }) {
    const [leavesOn, tasks, begun] = await Promise.all([
      sources.reviews.findLeavesOn(person),
      loadTasks(sources, person),
      loadBegun(sources),
    ]);
    return { tasks, begun, ...(leavesOn !== null && { leavesOn }), ...(note === 'joined' ? { note } : {}) };
  },
  offers: ({ tasks, begun = [] }) => ({
    choices: begun.map(({ form, params }) => ({ do: 'begin', form, params })),
    actions: [
      ...tasks.flatMap(({ form, facts }) => formOf(form)?.tasks?.offers(facts) ?? []),
      ...['languages', 'help', 'privacy'].map(open),
    ],
  }),
  label(action, { tasks }) {
    const labels = tasks.map(({ form, facts }) =>
      action.do === 'begin' && action.form !== form ? undefined : formOf(form)?.tasks?.label?.(action, facts),
    );
    return labels.find((label) => label !== undefined);
  },
  choice(action, { begun = [] }, context) {
    const one = begun.find(
      (some) =>
        action.do === 'begin' && isDeepStrictEqual(some.params, action.params) && some.form === action.form,
    );
    return one === undefined ? '' : begunLine(one, context);
  },
  blocks: (facts, context) =>
    presentHome(facts, {
      ...context,
      told: facts.tasks.flatMap(({ form, facts: told }) => formOf(form)?.tasks?.blocks(told, context) ?? []),
    }),
});

/** What each form tells of, in the order of the catalogue. */
async function loadTasks(sources: PersonSources, person: string): Promise<HomeFacts['tasks']> {
  const { database, members, now } = sources;
  const reader = {
    person,
    async posts() {
      const { posts = [] } = (await members.find(person)) ?? {};
      return heldAmong(posts, { day: dayOf(now()) });
    },
    delegations: once(() => listDelegations(database, { concerning: person })),
  };
  const all = await Promise.all(
    Object.entries<Form>(FORMS).map(async ([form, { tasks }]) => ({
      form,
      facts: tasks === undefined ? null : await loadInTime(tasks, { sources, reader }),
    })),
  );
  return all.filter(({ facts }) => facts !== null);
}

/** What the reader left half, as far as it is still there; told while the system of record is away, too, once it is known. */
function loadBegun(sources: PersonSources): Promise<NonNullable<HomeFacts['begun']>> {
  const load = sources.begun.map(async (identity) => {
    const state = await sources.stateOf(identity);
    const way = formOf(identity.form)?.goOn?.({ identity, answers: state?.draft.answers ?? {} });
    if (state === undefined || way === undefined || !isLeftHalf(state)) return [];
    const { params, whom } = way;
    const name = whom === undefined || whom === '' ? {} : { name: await findNameLately(sources, whom) };
    return [{ form: identity.form, params, ...name }];
  });
  const what = 'What somebody left half could not be loaded';
  const all = Promise.all(load).then((found) => found.flat());
  return inTimeOr(all, { otherwise: [], patienceMs: PATIENCE_MS, what, log: sources.log });
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | undefined;
  return () => {
    // A query of mongoose runs each time when it is waited for.
    reading ??= Promise.resolve(read());
    return reading;
  };
}

/** Home waits for the system of record for a moment only, where a form has something to say without it. */
async function loadInTime(
  tasks: Tasks,
  { sources, reader }: { sources: PersonSources; reader: Reader },
): Promise<unknown> {
  const loading = tasks.load(sources, reader);
  const { whileAway: otherwise } = tasks;
  if (otherwise === undefined) return loading;
  const what = 'What a form tells at home could not be loaded';
  return inTimeOr(loading, { otherwise, patienceMs: PATIENCE_MS, what, log: sources.log });
}

const PATIENCE_MS = 1_000;
