import type { Effect, FlowEvent, Output, StepResult } from '../../flows/engine/events.ts';
import { look } from '../../flows/engine/look.ts';
import { isOutcome } from '../../flows/engine/outcome.ts';
import { applyResult, step } from '../../flows/engine/step.ts';
import { commandOf, formOf } from '../forms/catalogue.ts';
import { screenOf } from '../screens/catalogue.ts';
import { open } from '../screens/screen.ts';
import { withBegun } from './begun.ts';
import type { BotAction } from './bot-action.ts';
import { type AnsweredOutputs, withCards } from './cards.ts';
import type { Head } from './conversation.ts';
import { isFrontOpen } from './decide.ts';
import type { Draft } from './draft.ts';
import { inPlaceOfReceipt } from './held-receipt.ts';
import type { PendingCommand } from './outbox-item.ts';
import type { BotOutput, ScreenOutput } from './output.ts';
import type { Decision, Loaded, Response, Situation } from './situation.ts';

/** Answers one event with what its decision needed. Pure: the same always gets the same response. */
export function respond(
  situation: Situation,
  { decision, loaded }: { decision: Decision; loaded: Loaded },
): Response {
  const answered = answer(situation, { decision, loaded });
  const { outputs, ...rest } = answerAlbumOnce(situation, answered);
  const { toast, unlinks, pressed } = decision;
  const said = withCards(situation, {
    ...{ outputs, draft: rest.draft, pressed, unlinks: unlinks === true },
    stored: decision.isAnswer === true ? Object.keys(rest.draft?.result.answers ?? {})[0] : undefined,
  });
  return {
    ...rest,
    ...said,
    ...inPlaceOfReceipt(situation, { ...said, waysOn: (output) => waysToCorrect(output, loaded) }),
    ...(toast === undefined ? {} : { toast }),
    ...(unlinks === undefined ? {} : { unlinks }),
    ...(isRefused(situation, { decision, answered }) ? { refused: true as const } : {}),
  };
}

interface Answered extends AnsweredOutputs {
  head: Head;
  draft: Response['draft'];
  commands: readonly PendingCommand[];
  finished: readonly string[];
}

function answer(
  situation: Situation,
  { decision, loaded }: { decision: Decision; loaded: Loaded },
): Answered {
  const { head, next } = decision;
  const nothing = { head, draft: null, commands: [], finished: finishedBy(situation), outputs: [] };
  if (loaded.type === 'unreadable') {
    return { ...nothing, head: { ...head, at: { screen: 'home' } }, outputs: [UNREADABLE] };
  }
  if (next.do === 'say') return { ...nothing, outputs: next.outputs };
  if (next.do === 'show') {
    return { ...nothing, outputs: [showScreen(situation, { head, next, loaded })] };
  }
  if (loaded.type === 'unavailable' && 'form' in next.draft) {
    return { ...nothing, head: { ...head, at: { screen: 'home' } }, outputs: [tryAgain(next)] };
  }
  if ('message' in next.draft && loaded.type !== 'draft') return { ...nothing, outputs: [missEdit(loaded)] };
  if (loaded.type !== 'draft') return nothing;
  const { draft, questions, state } = loaded;
  if (loaded.closed === true) return lookAt(nothing, { loaded, event: next.event });
  const result = step(questions.flow, state, next.event);
  const isFront = !isOutcome(next.event) && next.event.type !== 'edited';
  const isElsewhere = next.event.type === 'edited' && head.draft !== draft.id;
  const after = { identity: draft.identity, state: applyResult(state, result) };
  const isOver = result.outputs.some((output) => isRefusedForGood(output));
  return {
    ...nothing,
    head: withBegun(isFront ? { ...head, draft: draft.id, ...placeAfter(result) } : head, {
      ...after,
      isOver,
    }),
    draft: { ...draft, result, state: after.state },
    commands: commandsOf(draft, result.effects),
    outputs: result.outputs.map((output) => ({
      ...withCorrection(withWayOn(output, draft.identity), { situation, loaded }),
      ...(isElsewhere ? { elsewhere: true as const } : {}),
    })),
  };
}

/** Whoever has given something up is not at it any longer: only beginning it anew leads there. */
function placeAfter({ outputs }: StepResult): Partial<Head> {
  return outputs.some(({ type }) => type === 'given-up') ? { at: { screen: 'home' }, draft: null } : {};
}

/** Shows the answers of a draft that is not asked for any longer. The person is at no question, so nothing can be typed. */
function lookAt(
  nothing: Answered,
  { loaded, event }: { loaded: Extract<Loaded, { type: 'draft' }>; event: FlowEvent },
): Answered {
  const { draft, questions, state } = loaded;
  const result = look(questions.flow, state, event);
  return {
    ...nothing,
    head: { ...nothing.head, at: { screen: 'home' } },
    draft: { ...draft, result, state },
    outputs: result.outputs.map((output) => ({
      ...output,
      ...('actions' in output ? { actions: [...output.actions, open('home')] } : {}),
    })) as BotOutput[],
  };
}

/** An edited message is no answer, or one that cannot be changed any longer. */
function missEdit(loaded: Loaded): BotOutput {
  const problem =
    loaded.type === 'unchangeable'
      ? { code: loaded.problem, details: { form: loaded.form } }
      : { code: 'edit-not-an-answer' };
  return { type: 'edit-missed', problem };
}

/** A form cannot be begun now: it can be tried again, with the way that was to be taken in it. */
function tryAgain({ draft, event }: Extract<Decision['next'], { do: 'step' }>): ScreenOutput {
  const way = event.type === 'action' && event.action.do !== 'resume' ? { way: event.action } : {};
  const again: BotAction[] = 'form' in draft ? [{ do: 'begin', ...draft, ...way }] : [];
  return withhold('home', { why: 'unavailable', actions: again });
}

/** Says why something is not shown; from there one gets home in any case. */
function withhold(
  screen: string,
  { why: withheld, actions }: { why: NonNullable<ScreenOutput['withheld']>; actions: readonly BotAction[] },
): ScreenOutput {
  return {
    ...{ type: 'screen', screen, facts: null, withheld, choices: [] },
    actions:
      screen === 'home' && actions.some((one) => one.do === 'open') ? actions : [...actions, open('home')],
  };
}

/** The commands that the formal acts in a draft become. */
function commandsOf({ id, identity }: Pick<Draft, 'id' | 'identity'>, effects: readonly Effect[]) {
  return effects.flatMap(({ type, number }): PendingCommand[] => {
    const name = type === 'decided' ? undefined : commandOf(identity.form, type);
    return name === undefined ? [] : [{ name, draft: id, number }];
  });
}

/** From what was handed in for good, or given up, the way leads to what belongs to it, and home. */
function withWayOn(output: Output, identity: Draft['identity']): BotOutput {
  const isOver = output.type === 'submitted' || output.type === 'given-up';
  if (!isOver || output.actions.length > 0) return output;
  const on = formOf(identity.form)?.leadsTo?.({
    identity,
    picked: output.picked,
    isDone: output.type === 'submitted',
  });
  return { ...output, actions: [...(on ?? []), open('home')] };
}

/** Reasons that no other answer changes: it is done already, was shown otherwise, or nobody is answered for. */
const NOT_TO_CORRECT: readonly string[] = [
  ...[
    'already-withdrawn',
    'paper-withdrawn-already',
    'asked-already',
    'answered-already',
    'reported-already',
  ],
  ...['leaving-changed', 'leaving-gone', 'delegation-ended'],
];

function isRefusedForGood(output: BotOutput): boolean {
  return output.type === 'refused' && NOT_TO_CORRECT.includes(output.reason);
}

/** What is handed in once and was refused can be corrected and handed in again: what was written is kept. */
function waysToCorrect(output: BotOutput, loaded: Loaded): BotAction[] {
  if (output.type !== 'refused' || output.act !== 'submit') return [];
  const isFinal = loaded.type === 'draft' && loaded.questions.flow.isFinal === true;
  return isFinal && !isRefusedForGood(output) ? [{ do: 'review', page: 0 }] : [];
}

/** Where no receipt is replaced that is offered like news: the card in front stays as it is. */
function withCorrection(
  output: BotOutput,
  { situation, loaded }: { situation: Situation; loaded: Loaded },
): BotOutput {
  const actions = waysToCorrect(output, loaded);
  if (output.type !== 'refused' || situation.heldReceipt !== undefined || actions.length === 0) return output;
  return { ...output, choices: [], actions, news: true };
}

const UNREADABLE: BotOutput = {
  type: 'unreadable',
  choices: [],
  actions: ['languages', 'help', 'privacy'].map(open),
};

function finishedBy({ event: { input } }: Situation): readonly string[] {
  return 'command' in input ? [input.command] : [];
}

function showScreen(
  situation: Situation,
  { head, next, loaded }: { head: Head; next: Extract<Decision['next'], { do: 'show' }>; loaded: Loaded },
): ScreenOutput {
  const { screen, params, problem } = next;
  const opened = params === undefined ? {} : { params };
  if (loaded.type !== 'screen') {
    const withheld = loaded.type === 'not-allowed' ? loaded.type : 'unavailable';
    const again: BotAction[] = withheld === 'unavailable' ? [{ do: 'open', screen, ...opened }] : [];
    const said = problem === undefined ? {} : { problem: { code: problem } };
    return { ...withhold(screen, { why: withheld, actions: again }), ...opened, ...said };
  }
  const canResume = head.at === 'draft' && isFrontOpen(situation);
  const { facts } = loaded;
  const { choices = [], ...offers } = screenOf(screen).offers(facts, { canResume });
  return {
    ...{ type: 'screen', screen, facts, choices, ...offers },
    ...opened,
    ...(problem === undefined ? {} : { problem: { code: problem } }),
  };
}

/**
 * Whether words led to nothing but a problem, or a file to no answer, said or not: a messenger of our own forgets it.
 * Words that are a command are no answer that could be refused.
 */
function isRefused(
  { event: { input } }: Situation,
  { decision, answered }: { decision: Decision; answered: Answered },
): boolean {
  const isKept = Object.keys(answered.draft?.result.answers ?? {}).length > 0;
  if (input.type === 'file') return !isKept;
  const isProblem = answered.outputs.some(
    (output) => ['unreadable', 'has-left'].includes(output.type) || ('problem' in output && output.problem),
  );
  return input.type === 'text' && decision.isAnswer === true && !isKept && isProblem;
}

/** What an album's first file was told is not told again of its others. */
function answerAlbumOnce({ event: { input }, conversation }: Situation, answered: Answered): Answered {
  const isNext =
    input.type === 'file' && input.album !== undefined && input.album === conversation.head?.album;
  const isRepeated = answered.outputs.some(
    (output: BotOutput) =>
      'problem' in output && ![undefined, 'caption-not-kept'].includes(output.problem?.code),
  );
  return isNext && isRepeated ? { ...answered, outputs: [] } : answered;
}
