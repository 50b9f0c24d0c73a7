import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whyIncomplete } from '../../../flows/answers/complete.ts';
import { dropHidden } from '../../../flows/answers/hidden-characters.ts';
import { isMarkedSecret } from '../../../flows/answers/text.ts';
import { isNothing } from '../../../flows/answers/typed-words.ts';
import { isAsked } from '../../../flows/engine/conditions.ts';
import { isOutcome } from '../../../flows/engine/outcome.ts';
import { reversalsOf, writtenInReversal } from '../../../flows/engine/reversal.ts';
import { start } from '../../../flows/engine/start.ts';
import type { Answer, Answers, FlowState } from '../../../flows/engine/state.ts';
import { step } from '../../../flows/engine/step.ts';
import { partsOf } from '../../../flows/engine/turn.ts';
import type { Flow } from '../../../flows/forms/definition.ts';
import { flows, type Move, moves } from '../../support/flow-arbitraries.ts';
import { forgottenOf, isDiscard, type Memory, remember } from '../../support/flow-memory.ts';
import {
  createWorld,
  goodAnswer,
  type Happened,
  pureStep,
  stepOf,
  type World,
} from '../../support/flow-world.ts';
import { choiceStep, flowOf, readAnswer, textStep, when } from '../../support/flows.ts';

const RUNS = { numRuns: 150 };

function everyMove(check: (happened: Happened, world: World) => void): void {
  fc.assert(
    fc.property(flows, moves, (versions, sequence) => {
      const world = createWorld(versions);
      for (const move of sequence) {
        const happened = world.move(move);
        if (happened !== undefined) check(happened, world);
      }
    }),
    RUNS,
  );
}

/** Parts that something still refers to. */
function referenced(state: FlowState, world: World): Set<number> {
  const { unconfirmed, undo } = state.cursor;
  const { facts, answers } = state.draft;
  return new Set([
    ...unconfirmed.flatMap(({ id, lines = [] }) => [id, ...lines.map((line) => line.id)]),
    ...facts.held,
    ...Object.values(answers).flatMap(partsOf),
    ...undo
      .flatMap((one) => Object.values(reversalsOf(one)))
      .flatMap(writtenInReversal)
      .map(({ id }) => id),
    ...[...world.pending.values()].flatMap((version) =>
      version.answers.flatMap(([, answer]) => partsOf(answer)),
    ),
  ]);
}

test('a step is pure, and the state survives JSON', () => {
  fc.assert(
    fc.property(flows, moves, (versions, sequence) => {
      const world = createWorld(versions, pureStep);
      for (const move of sequence) world.move(move);
    }),
    RUNS,
  );
});

test('a person always has a way on, and stands at a question that is asked', () => {
  everyMove(({ event, flow, after, result }) => {
    const last = result.outputs.at(-1);
    if (isOutcome(event)) return expect(last?.type).toBe(event.type);
    if (event.type === 'edited') return expect(last?.type).toMatch(/^edit/);
    expect(last !== undefined && 'actions' in last && last.actions.length).toBeGreaterThan(0);
    if (after.cursor.place !== 'step') return;
    expect(isAsked(stepOf(flow, after), (id) => after.draft.answers[id])).toBe(true);
  });
});

/** One thing that a person does who wants to be done, with nothing but what is offered. */
function goOn(world: World): void {
  const { flow, state, card } = world;
  const offered = card.actions.map((action) => action.do);
  const at = stepOf(flow, state);
  if (state.cursor.place === 'unconfirmed') world.press(card.actions[0] as never);
  else if (card.type === 'review') {
    // The last of the ways on leads to the next page.
    const way = card.actions.find(({ do: name }) => name === 'submit' || name === 'edit');
    world.press(way ?? (card.actions.at(-1) as never));
  } else if (state.cursor.place === 'overview') {
    world.press({ do: 'review', page: 0 });
  } else if (state.cursor.place !== 'step') {
    expect(offered).toContain('resume');
    world.press({ do: 'resume' });
  } else if (whyIncomplete(at, state.draft.answers[at.id]) === undefined) {
    expect(offered).toContain('next');
    world.press({ do: 'next' });
  } else {
    const event = goodAnswer(at, state);
    const offers = [...card.actions, ...card.choices];
    if (event.type === 'action') expect(offers).toContainEqual(event.action);
    world.happen(event);
  }
}

/** It is handed in; or nothing is missing, and what was handed in last is what there is. */
function isAtEnd({ card }: World): boolean {
  if (card.type === 'submitted') return true;
  return card.type === 'review' && card.missing === 0 && card.unchanged !== undefined;
}

test('from wherever one stands the review can be handed in, unless it was and nothing was changed since', () => {
  fc.assert(
    fc.property(flows, moves, (versions, sequence) => {
      const world = createWorld(versions);
      for (const move of sequence) world.move(move);
      const { submission } = world.state.draft.facts;
      const before = submission?.number ?? 0;
      // Text that waits cannot be kept in a flow that has no question for text.
      if (world.state.cursor.unconfirmed.length > 0) world.press({ do: 'drop-text' });
      world.move({ do: 'show' });
      for (let turn = 0; turn < 200 && !isAtEnd(world); turn += 1) goOn(world);
      if (world.card.type === 'review') {
        // On the way to the end a change may have been taken back.
        const unchanged = world.state.draft.facts.submission;
        expect(unchanged).toMatchObject({ number: before });
        expect(unchanged).not.toHaveProperty('changedSince');
        const { result } = world.press({ do: 'submit' });
        expect(result.outputs).toMatchObject([{ problem: { code: 'nothing-changed' } }]);
        expect(world.state.draft.facts.submission).toEqual(unchanged);
        return;
      }
      expect(world.state.draft.facts.submission?.number).toBe(before + 1);
    }),
    RUNS,
  );
});

test('words are kept as long as anything refers to them, and not longer', () => {
  everyMove(({ after }, world) => {
    expect(new Set(world.words.keys())).toEqual(referenced(after, world));
  });
});

test('what bears a mark of secrecy is never stored', () => {
  everyMove(({ result }, world) => {
    expect(result.texts.filter(({ text }) => isMarkedSecret(text))).toEqual([]);
    expect([...world.words.values()].some(isMarkedSecret)).toBe(false);
  });
});

test('no answer is lost: all can be read as they were given, until the person changes them', () => {
  fc.assert(
    fc.property(flows, moves, (versions, sequence) => {
      const world = createWorld(versions);
      const memory: Memory = { answers: {}, unconfirmed: [], beside: [], past: [] };
      for (const move of sequence) {
        // The memory keeps what was written beside a text that waits as it was written.
        if (move.do === 'rewrite' && world.state.cursor.unconfirmed.length > 0) continue;
        const happened = world.move(move);
        if (happened === undefined) continue;
        remember(memory, happened);
        const read = Object.entries(world.state.draft.answers).map(([id, answer]) => [
          id,
          readAnswer(answer, world.words),
        ]);
        expect(Object.fromEntries(read)).toEqual(memory.answers);
        expect(world.state.cursor.unconfirmed.map(({ id }) => world.words.get(id))).toEqual(
          memory.unconfirmed.map(({ words }) => words),
        );
      }
    }),
    { numRuns: 250 },
  );
});

test('whatever a person types is stored, asked about, or said not to be stored', () => {
  everyMove(({ flow, event, before, after, result }, world) => {
    if (event.type !== 'text') return;
    // A few letters that wait give way to the text that follows.
    const waited = before.cursor.unconfirmed.map(({ id }) => id);
    const isHeld = after.cursor.unconfirmed.some(({ id }) => !waited.includes(id));
    const problems = result.outputs.flatMap((output) =>
      'problem' in output && output.problem !== undefined ? [output.problem.code] : [],
    );
    const isStored = Object.keys(result.answers).length > 0;
    // An option that is picked already is picked again without a change, and files or items that are not wanted are passed again.
    const { kind } = stepOf(flow, before);
    const isPassed = ['attachment', 'list'].includes(kind) && isNothing(event.text);
    const isPickedAgain =
      (kind === 'choice' || kind === 'pick' || isPassed) &&
      before.draft.answers[before.cursor.step] !== undefined;
    const last = result.outputs.at(-1);
    const isAsked = last?.type === 'question' && (last.found?.search ?? '') !== '';
    if (isHeld) {
      expect(result.outputs.at(-1)?.type).toBe('unconfirmed');
      expect(result.answers).toEqual({});
      expect(world.words.get(after.cursor.unconfirmed.at(-1)?.id ?? -1)).toBe(dropHidden(event.text));
    } else if ((!isStored && !isPickedAgain && !isAsked) || problems.includes('secret'))
      expect(problems).not.toEqual([]);
    else expect(result.outputs.length).toBeGreaterThan(0);
  });
});

test('undo brings back what the last change took', () => {
  everyMove(({ before, after, flow, event, result }) => {
    const isChange = event.type !== 'action' || event.action.do !== 'undo';
    if (Object.keys(result.answers).length === 0 || !isChange || result.texts.length === 0) return;
    // Text that waits is settled first.
    if (after.cursor.unconfirmed.length > 0) return;
    const undone = step(flow, after, { type: 'action', action: { do: 'undo' }, at: event.at });
    const answers: Record<string, Answer | null> = { ...after.draft.answers, ...undone.answers };
    for (const id of Object.keys(result.answers))
      expect(answers[id] ?? undefined).toEqual(before.draft.answers[id]);
  });
});

test('whatever was changed is undone, change by change, to the very answers before, up to twelve times a day', () => {
  fc.assert(
    fc.property(flows, moves, (versions, sequence) => {
      const world = createWorld(versions);
      let past: Answers[] = [];
      for (const move of sequence) {
        const happened = world.move(move);
        if (happened === undefined) continue;
        const forgotten = forgottenOf(happened);
        const before = happened.before.cursor.undo.slice(forgotten);
        const after = happened.after.cursor.undo;
        past = past.slice(forgotten);
        if (after.length < before.length) past = past.slice(0, after.length);
        else if (after.at(-1) !== before.at(-1)) past = [...past, happened.before.draft.answers].slice(-12);
      }
      past = past.slice(forgottenOf(world.press({ do: 'drop-text' })));
      for (const answers of past.toReversed()) {
        world.press({ do: 'undo' });
        expect(world.state.draft.answers).toEqual(answers);
      }
      expect(world.state.cursor.undo).toEqual([]);
      expect(new Set(world.words.keys())).toEqual(referenced(world.state, world));
    }),
    { numRuns: 250 },
  );
});

test('back and forward again lead to the same place with the same answers', () => {
  fc.assert(
    fc.property(flows, moves, (versions, sequence) => {
      const world = createWorld(versions);
      for (const move of sequence) world.move(move);
      const before = world.state;
      if (before.cursor.place !== 'step' || !world.card.actions.some((action) => action.do === 'back'))
        return;
      world.press({ do: 'back' });
      const { cursor, draft } = world.state;
      const passed = stepOf(world.flow, world.state);
      if (whyIncomplete(passed, draft.answers[passed.id]) !== undefined) return;
      const forgotten = forgottenOf({ before, event: world.press({ do: 'next' }).event });
      expect(world.state.draft.answers).toEqual(before.draft.answers);
      expect(cursor.place).toBe('step');
      const { place, step: id, edit, undo } = world.state.cursor;
      const { submission } = world.state.draft.facts;
      expect({ place, step: id, edit, undo, submission }).toEqual({
        place: before.cursor.place,
        step: before.cursor.step,
        edit: before.cursor.edit,
        undo: before.cursor.undo.slice(forgotten),
        submission: before.draft.facts.submission,
      });
    }),
    { numRuns: 250 },
  );
});

test('an event changes one answer at most, but for undo and discard', () => {
  everyMove(({ event, result }) => {
    const isUndone = event.type === 'text' && event.continues === true && result.texts.length === 0;
    const isUndo = event.type === 'action' && event.action.do === 'undo';
    if (!isUndone && !isUndo && !isDiscard(event))
      expect(Object.keys(result.answers).length).toBeLessThanOrEqual(1);
  });
});

test('a version that was handed in is numbered and stays as it was', () => {
  fc.assert(
    fc.property(flows, moves, (versions, sequence) => {
      const world = createWorld(versions);
      const frozen = new Map<number, unknown>();
      for (const move of withSubmissions(sequence)) {
        if (move === 'submit') submitSoon(world);
        else {
          const happened = world.move(move);
          if (happened?.event.type === 'refused' && wasOnItsWay(happened)) {
            frozen.delete(happened.event.number);
          }
        }
        for (const [number, { answers }] of world.pending) {
          const read = answers.map(([id, answer]) => [id, readAnswer(answer, world.words)]);
          if (!frozen.has(number)) {
            expect(number).toBe(frozen.size + 1);
            frozen.set(number, read);
          }
          expect(read).toEqual(frozen.get(number));
        }
      }
    }),
    RUNS,
  );
});

/** Whether a version is taken back: its number is given again. */
function wasOnItsWay({ before, event }: Happened): boolean {
  const { pending } = before.draft.facts;
  return (
    event.type === 'refused' && event.act === 'submit' && pending.some((one) => one.number === event.number)
  );
}

function withSubmissions(sequence: readonly Move[]): (Move | 'submit')[] {
  return sequence.flatMap((move, index) => (index % 15 === 7 ? [move, 'submit' as const] : [move]));
}

function submitSoon(world: World): void {
  world.press({ do: 'drop-text' });
  for (let turn = 0; turn < 200 && !isAtEnd(world); turn += 1) goOn(world);
}

/** A state with an answer to everything, whose look-ups are counted. */
function longReview(flow: Flow, at: string): { state: FlowState; reads: () => number } {
  let reads = 0;
  const answers = Object.fromEntries(
    flow.steps.map((one, index): [string, Answer] => [
      one.id,
      one.kind === 'choice'
        ? { kind: 'choice', value: 'yes', at }
        : { kind: 'text', parts: [{ id: index + 1, length: 1 }], at },
    ]),
  );
  const count =
    <Arguments extends unknown[], Result>(look: (...given: Arguments) => Result) =>
    (...given: Arguments) => {
      reads += 1;
      return look(...given);
    };
  const counted = new Proxy(answers, {
    get: count((target, key: string) => target[key]),
    has: count((target, key) => key in target),
    getOwnPropertyDescriptor: count((target, key) => Object.getOwnPropertyDescriptor(target, key)),
    ownKeys: count((target) => {
      reads += flow.steps.length;
      return Object.keys(target);
    }),
  });
  const { draft, cursor } = start(flow, at);
  const facts = { ...draft.facts, nextPart: 1_000 };
  return { state: { draft: { facts, answers: counted }, cursor }, reads: () => reads };
}

test('an answer to question 290 of 300 costs what one to question 3 does', () => {
  const at = '2026-11-02T02:00:00.000Z';
  const steps = Array.from({ length: 300 }, (_, index) =>
    textStep(`q${index}`, index % 50 === 25 ? when('leads', 'yes') : {}),
  );
  const flow = flowOf([choiceStep('leads'), ...steps]);
  const costs = [3, 290].flatMap((number) =>
    (['text', 'next', 'back', 'undo'] as const).map((what) => {
      const { state, reads } = longReview(flow, at);
      const cursor = {
        ...state.cursor,
        place: 'step',
        step: `q${number}`,
        open: true,
      } as const;
      const event =
        what === 'text' ? { type: 'text', text: 'x', at } : { type: 'action', action: { do: what }, at };
      step(flow, { draft: state.draft, cursor }, event as never);
      return reads();
    }),
  );
  expect(costs.slice(0, 4)).toEqual(costs.slice(4));
  expect(Math.max(...costs)).toBeLessThan(100);
});
