import { isDeepStrictEqual } from 'node:util';
import type {
  Action,
  FlowEvent,
  FormalAct,
  Output,
  StepResult,
  SubmitEffect,
} from '../../flows/engine/events.ts';
import { moveToFlow, start } from '../../flows/engine/start.ts';
import type { FlowState } from '../../flows/engine/state.ts';
import { applyResult, step } from '../../flows/engine/step.ts';
import type { Flow, Step } from '../../flows/forms/definition.ts';
import type { Move } from './flow-arbitraries.ts';

/** One event with the states before and after it, for checks. */
export interface Happened {
  flow: Flow;
  event: FlowEvent;
  before: FlowState;
  after: FlowState;
  result: StepResult;
  /** Words before the event. */
  wordsBefore: ReadonlyMap<number, string>;
}

/** A person, the engine and a store, driven by moves. */
export interface World {
  readonly flow: Flow;
  readonly state: FlowState;
  readonly words: ReadonlyMap<number, string>;
  /** The last output that could be pressed. */
  readonly card: Extract<Output, { actions: unknown }>;
  /** Versions without an outcome. */
  readonly pending: ReadonlyMap<number, SubmitEffect>;
  move(move: Move): Happened | undefined;
  press(action: Action): Happened;
  happen(event: WithoutTime<FlowEvent>): Happened;
}

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never;

const AT_REST: World['card'] = {
  type: 'left',
  answered: 0,
  total: 0,
  skipped: 0,
  missing: 0,
  answeredParts: 0,
  parts: 0,
  choices: [],
  actions: [{ do: 'resume' }],
};

function typedEvent(move: Extract<Move, { do: 'write' }>, message: string): WithoutTime<FlowEvent> {
  const reply = move.replyTo === undefined ? {} : { replyTo: move.replyTo };
  const continues = move.continues ? { continues: true } : {};
  const few = move.few && !move.continues ? { few: true as const } : {};
  return { type: 'text', text: move.text, message, ...continues, ...few, ...reply };
}

/** States are frozen: the engine fails if it changes one in place. `take` makes the steps. */
export function createWorld(versions: readonly Flow[], take: typeof step = step): World {
  let flow = versions[0] as Flow;
  let now = Date.parse('2026-11-02T02:00:00Z');
  let state = freeze(start(flow, new Date(now).toISOString()));
  let card: World['card'] = AT_REST;
  const words = new Map<number, string>();
  const pending = new Map<number, SubmitEffect>();
  let messages = 0;
  function happen(given: WithoutTime<FlowEvent>): Happened {
    now += 1_000;
    const event = { ...given, at: new Date(now).toISOString() } as FlowEvent;
    const before = state;
    const wordsBefore = new Map(words);
    const result = take(flow, before, event);
    state = freeze(applyResult(before, result));
    for (const { id, text } of result.texts) words.set(id, text);
    for (const id of result.dropped) if (!words.delete(id)) throw new Error(`part ${id} is dropped twice`);
    followVersions(pending, result);
    card = result.outputs.findLast((output) => 'actions' in output) ?? card;
    return { flow, event, before, after: state, result, wordsBefore };
  }

  function press(action: Action): Happened {
    return happen({ type: 'action', action });
  }

  function move(one: Move): Happened | undefined {
    switch (one.do) {
      case 'write':
        return happen(typedEvent(one, `m${++messages}`));
      case 'rewrite':
        return happen({ type: 'edited', message: `m${messages - one.message}`, text: one.text });
      case 'answer':
        return happen(goodAnswer(stepOf(flow, state), state));
      case 'press': {
        const offers = [...card.choices, ...card.actions];
        return press(offers[one.place % offers.length] as Action);
      }
      case 'stale':
        return press(one.action);
      case 'send':
        return happen({ type: 'file', file: { id: one.file, name: one.file } });
      case 'show':
        return happen({ type: 'show' });
      case 'record': {
        const number = [...pending.keys()][one.place % Math.max(1, pending.size)];
        return number === undefined ? undefined : happen({ type: 'recorded', number });
      }
      case 'refuse':
        return happen(refusalOf(one.act, state));
      case 'wait':
        now += one.milliseconds;
        return undefined;
      case 'upgrade': {
        const previous = flow;
        flow = versions[one.to % versions.length] as Flow;
        state = freeze(moveToFlow(flow, state, previous));
        return happen({ type: 'show' });
      }
    }
  }

  return {
    get flow() {
      return flow;
    },
    get state() {
      return state;
    },
    get card() {
      return card;
    },
    words,
    pending,
    move,
    press,
    happen,
  };
}

/** Keeps the versions that were handed in until they have an outcome. */
function followVersions(pending: Map<number, SubmitEffect>, { effects }: StepResult): void {
  for (const effect of effects) {
    if (effect.type === 'submit') pending.set(effect.number, effect);
    if (effect.type === 'decided' && effect.act === 'submit') pending.delete(effect.number);
  }
}

function refusalOf(act: FormalAct, state: FlowState): WithoutTime<FlowEvent> {
  const number = state.draft.facts.submission?.number ?? 1;
  return { type: 'refused', act, number, reason: 'not-allowed' };
}

/** A step made three times, also on a state that went through JSON; fails unless all results are equal. */
export function pureStep(flow: Flow, state: FlowState, event: FlowEvent): StepResult {
  const result = step(flow, state, event);
  const copy = JSON.parse(JSON.stringify(state)) as FlowState;
  for (const again of [step(flow, state, event), step(flow, copy, event)]) {
    if (!isDeepStrictEqual(again, result)) throw new Error('the same step had another result');
  }
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(result)), result)) {
    throw new Error('the result does not survive JSON');
  }
  return result;
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

export function stepOf(flow: Flow, state: FlowState): Step {
  return flow.steps[flow.indexOf.get(state.cursor.step) ?? -1] as Step;
}

/** The next event of a person who answers the question correctly. */
export function goodAnswer(one: Step, state: FlowState): WithoutTime<FlowEvent> {
  const answer = state.draft.answers[one.id];
  switch (one.kind) {
    case 'text': {
      const open = state.cursor.open && answer?.kind === 'text';
      const length = open ? answer.parts.reduce((sum, part) => sum + part.length, 0) : 0;
      return { type: 'text', text: 'x'.repeat(Math.max(1, one.min - length)) };
    }
    case 'list': {
      const over = answer?.kind === 'list' && answer.items.length > one.max;
      return over
        ? { type: 'action', action: { do: 'remove', step: one.id, item: 0 } }
        : { type: 'text', text: 'x' };
    }
    case 'attachment': {
      const over = answer?.kind === 'attachment' && answer.files.length > one.max;
      return over
        ? { type: 'action', action: { do: 'remove', step: one.id, item: 0 } }
        : { type: 'file', file: { id: 'f', name: 'f' } };
    }
    case 'choice':
      return { type: 'action', action: { do: 'choose', step: one.id, option: 'yes' } };
    case 'pick':
      return { type: 'text', text: 'p3' };
    case 'choices': {
      const picked = answer?.kind === 'choices' ? answer.values : [];
      const option = one.options.find(({ id }) => !picked.includes(id) && id !== one.none)?.id ?? 'a';
      return { type: 'action', action: { do: 'toggle', step: one.id, option } };
    }
    case 'number':
      return { type: 'text', text: String(one.min) };
    case 'date':
      return { type: 'text', text: one.min };
    case 'confirm':
      return { type: 'action', action: { do: 'confirm' } };
    case 'info':
      return { type: 'action', action: { do: 'next' } };
  }
}
