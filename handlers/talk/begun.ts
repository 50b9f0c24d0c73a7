import { isDeepStrictEqual } from 'node:util';
import type { FlowState } from '../../flows/engine/state.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { formOf } from '../forms/catalogue.ts';
import type { ScreenParams } from './bot-action.ts';
import type { Begun, Head } from './conversation.ts';

/** So many are remembered, the one that was worked at last first. */
const MOST = 8;

/** Whether something is left half in a draft: answered, and not handed in. */
export function isLeftHalf({ draft: { facts, answers } }: FlowState): boolean {
  return facts.submission === null && Object.keys(answers).length > 0;
}

/**
 * The head after a step in a draft, with what is left half. Of several drafts that are gone on with in the same way only the
 * last one can be found again, so that it takes the place of the others. `isOver`: it can be handed in no more.
 */
export function withBegun(
  head: Head,
  { identity, state, isOver }: { identity: DraftIdentity; state: FlowState; isOver: boolean },
): Head {
  const way = wayOf(identity);
  if (way === undefined) return head;
  const { author: _author, ...present } = identity;
  const others = withoutBegun(head, way);
  if (!isLeftHalf(state) || isOver) return others;
  return { ...others, begun: [present, ...(others.begun ?? [])].slice(0, MOST) };
}

/** The head without what is gone on with so: it was done, or cannot be any longer. */
export function withoutBegun(head: Head, { form, params = {} }: Way): Head {
  const { begun = [], ...rest } = head;
  const others = begun.filter((one) => !isDeepStrictEqual(wayOf(one), { form, params }));
  return others.length === 0 ? rest : { ...rest, begun: others };
}

interface Way {
  form: string;
  params?: ScreenParams;
}

/** Which form is begun with what to go on with a draft; undefined where home does not tell of such drafts. */
function wayOf(draft: Begun): Way | undefined {
  const { form } = draft;
  const way = formOf(form)?.goOn?.({ identity: { ...draft, author: '' }, answers: {} });
  return way && { form, params: way.params };
}
