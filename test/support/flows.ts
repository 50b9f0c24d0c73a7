import { joinParts } from '../../flows/answers/join.ts';
import { createCandidates, toCandidate } from '../../flows/answers/pick.ts';
import type { Action, FlowEvent, FormalAct, Output, SubmitEffect } from '../../flows/engine/events.ts';
import { moveToFlow, start } from '../../flows/engine/start.ts';
import type { Answer, FlowState } from '../../flows/engine/state.ts';
import { applyResult, step } from '../../flows/engine/step.ts';
import {
  type ChoiceStep,
  type ChoicesStep,
  type Condition,
  createFlow,
  type DateStep,
  type Flow,
  type ListStep,
  type NumberStep,
  type Option,
  type PickStep,
  type Step,
  type Text,
  type TextStep,
} from '../../flows/forms/definition.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The same words in both languages. */
export function sameText(words: string): Text {
  return { vi: words, en: words };
}

function options(...ids: string[]): Option[] {
  return ids.map((id) => ({ id, label: sameText(id) }));
}

type Given<Kind extends Step> = Partial<Omit<Kind, 'id' | 'kind'>>;

function base(id: string) {
  const words = sameText(id);
  return { id, section: words, heading: words, prompt: words, required: true, followUp: false };
}

/** A question that is answered in writing, with one or several messages. */
export function textStep(id: string, given: Given<TextStep> = {}): TextStep {
  return { ...base(id), kind: 'text', long: true, min: 1, max: 20_000, ...given };
}

export function choiceStep(id: string, given: Given<ChoiceStep> = {}): ChoiceStep {
  return { ...base(id), kind: 'choice', options: options('yes', 'no'), ...given };
}

export function choicesStep(id: string, given: Given<ChoicesStep> = {}): ChoicesStep {
  return { ...base(id), kind: 'choices', options: options('a', 'b', 'c', 'none'), min: 1, max: 3, ...given };
}

/** A question that picks one of ten people, `p1` to `p10`. */
export function pickStep(id: string, given: Given<PickStep> = {}): PickStep {
  const people = Array.from({ length: 10 }, (_, index) =>
    toCandidate({ id: `p${index + 1}`, name: `Người ${index + 1}`, place: index % 2 === 0 ? 'Một' : 'Hai' }),
  );
  return { ...base(id), kind: 'pick', among: createCandidates(() => people), ...given };
}

export function numberStep(id: string, given: Given<NumberStep> = {}): NumberStep {
  return { ...base(id), kind: 'number', min: 0, max: 100, decimals: 0, ...given };
}

export function dateStep(id: string, given: Given<DateStep> = {}): DateStep {
  return { ...base(id), kind: 'date', min: '2026-01-01', max: '2026-12-31', ...given };
}

export function listStep(id: string, given: Given<ListStep> = {}): ListStep {
  return { ...base(id), kind: 'list', min: 1, max: 5, maxLength: 200, ...given };
}

/** A step of a kind without settings of its own, or an attachment. */
export function plainStep(
  kind: 'confirm' | 'info' | 'attachment',
  id: string,
  given: Given<Step> = {},
): Step {
  if (kind === 'attachment') return { ...base(id), kind, min: 1, max: 2, ...given };
  return { ...base(id), kind, ...given };
}

/** Asked only after one of `values` was the answer to `answer`. */
export function when(answer: string, ...values: string[]): { when: Condition } {
  return { when: { answer, is: values } };
}

export function flowOf(steps: readonly Step[], version = 'v1'): Flow {
  return createFlow({ id: 'test', version, title: sameText('Test'), steps });
}

/** Words by part id, as in a store. */
export type Words = ReadonlyMap<number, string>;

/** An answer with the words in it, for comparison. */
export function readAnswer(answer: Answer | undefined, words: Words): unknown {
  switch (answer?.kind) {
    case 'text':
      return joinParts(answer.parts, words);
    case 'list':
      return answer.items.map((item) => joinParts(item, words));
    case 'choices':
      return answer.values;
    case 'attachment':
      return answer.files.map((file) => file.id);
    case 'choice':
    case 'number':
    case 'date':
      return answer.value;
    default:
      return answer?.kind;
  }
}

/** A conversation with the engine, told step by step. */
export interface Talk {
  readonly state: FlowState;
  readonly words: Words;
  /** Outputs of the last event. */
  readonly outputs: readonly Output[];
  readonly submitted: readonly SubmitEffect[];
  /** Writes messages, a minute apart. */
  write(...texts: string[]): Talk;
  /** Writes one message that can be edited later under the name `message`. */
  writeAs(message: string, text: string): Talk;
  /** Writes one message of a few letters. */
  writeFew(text: string): Talk;
  edit(message: string, text: string): Talk;
  /** Writes one message that the channel cuts. */
  writeCut(...pieces: string[]): Talk;
  /** Writes a message that replies to the card of another question. */
  reply(step: string, text: string): Talk;
  /** Writes the rest of a message that the channel had cut. */
  writeRest(text: string, message?: string): Talk;
  press(...actions: (Action | UntargetedWord)[]): Talk;
  send(file: string): Talk;
  recorded(number: number): Talk;
  withdrawn(number: number): Talk;
  refused(act: FormalAct, number: number, reason?: string): Talk;
  showAgain(): Talk;
  wait(milliseconds: number): Talk;
  /** The cycle file changes. */
  upgrade(flow: Flow): Talk;
  /** What the person answered, in words. */
  answer(step: string): unknown;
  /** Id of the step where the person stands, or the name of the other place. */
  place(): string;
  /** Code of the problem that was told last. */
  problem(): string | undefined;
  /** Names of the actions that are offered. */
  offers(): string[];
}

type UntargetedWord = Exclude<Action, { page: number } | { step: string } | { number: number }>['do'];

const NINE_O_CLOCK = '2026-11-02T02:00:00.000Z';

/** Starts at the first question, at nine o'clock on 2 November 2026. */
export function talkTo(flow: Flow): Talk {
  return continueTalk(flow, { state: start(flow, NINE_O_CLOCK), words: new Map() }).press('resume');
}

/** Continues a saved state at the time when it was left. */
export function continueTalk(flow: Flow, from: { state: FlowState; words: Words }): Talk {
  let today = flow;
  let { state } = from;
  let now = Date.parse(state.cursor.touchedAt);
  let outputs: readonly Output[] = [];
  const words = new Map(from.words);
  const submitted: SubmitEffect[] = [];

  function at(): string {
    return new Date(now).toISOString();
  }

  function happen(event: { [Event in FlowEvent as Event['type']]: Omit<Event, 'at'> }[FlowEvent['type']]) {
    now += MINUTE;
    const result = step(today, state, { ...event, at: at() } as FlowEvent);
    state = applyResult(state, result);
    outputs = result.outputs;
    for (const { id, text } of result.texts) words.set(id, text);
    for (const id of result.dropped) words.delete(id);
    submitted.push(...result.effects.filter((effect) => effect.type === 'submit'));
  }

  function each<Item>(items: readonly Item[], tell: (item: Item, index: number) => void): Talk {
    items.forEach(tell);
    return talk;
  }

  const talk: Talk = {
    get state() {
      return state;
    },
    get outputs() {
      return outputs;
    },
    words,
    submitted,
    write: (...texts) => each(texts, (text) => happen({ type: 'text', text })),
    writeAs: (message, words) => each([words], (text) => happen({ type: 'text', text, message })),
    writeFew: (words) => each([words], (text) => happen({ type: 'text', text, few: true })),
    edit: (message, words) => each([words], (text) => happen({ type: 'edited', text, message })),
    writeCut: (...pieces) =>
      each(pieces, (text, index) =>
        happen({ type: 'text', text, ...(index > 0 ? { continues: true } : {}) }),
      ),
    writeRest: (rest, message) =>
      each([rest], (text) =>
        happen({ type: 'text', text, continues: true, ...(message === undefined ? {} : { message }) }),
      ),
    reply: (replyTo, words) => each([words], (text) => happen({ type: 'text', text, replyTo })),
    press: (...actions) =>
      each(actions, (one) => happen({ type: 'action', action: typeof one === 'string' ? { do: one } : one })),
    send: (file) => each([file], (id) => happen({ type: 'file', file: { id, name: `${id}.pdf` } })),
    recorded: (number) => each([number], (one) => happen({ type: 'recorded', number: one })),
    withdrawn: (number) => each([number], (one) => happen({ type: 'withdrawn', number: one })),
    refused: (act, number, reason = 'not-allowed') =>
      each([number], (one) => happen({ type: 'refused', act, number: one, reason })),
    showAgain: () => each([0], () => happen({ type: 'show' })),
    wait: (milliseconds) => each([milliseconds], (time) => (now += time)),
    upgrade: (flow) =>
      each([flow], (next) => {
        state = moveToFlow(next, state, today);
        today = next;
      }),
    answer: (id) => readAnswer(state.draft.answers[id], words),
    place: () => (state.cursor.place === 'step' ? state.cursor.step : state.cursor.place),
    problem: () => {
      const last = outputs.at(-1);
      return last !== undefined && 'problem' in last ? last.problem?.code : undefined;
    },
    offers: () => {
      const last = outputs.at(-1);
      return last !== undefined && 'actions' in last ? last.actions.map((action) => action.do) : [];
    },
  };
  return talk;
}
