import { joinParts } from '../../flows/answers/join.ts';
import { shorten } from '../../flows/answers/normalize.ts';
import type { Button } from '../ports.ts';
import { screenOf } from '../screens/catalogue.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { toHandle } from '../talk/handle.ts';
import type { BotOutput } from '../talk/output.ts';
import { areQuestions, labelOn, wordOf } from '../talk/vocabulary.ts';
import { findStep, headingOf, ofForm, optionLabel, type PresentContext } from './context.ts';
import { retiredHeading } from './review.ts';

/** The buttons of an output. Their handles do not reveal what the buttons do. */
export function presentButtons(
  output: BotOutput,
  context: PresentContext,
): { choices: Button[]; actions: Button[] } {
  if (context.card === null || !('actions' in output)) return { choices: [], actions: [] };
  const { choices, actions } = output;
  const { card } = context;
  const handle = (place: number) => toHandle(card, place);
  if (output.news === true) return presentNewsButton(output, { context, handle });
  return {
    choices: choices.map((action, place) => ({
      ...choiceButton(action, output, context),
      handle: handle(place),
    })),
    actions: actions.map((action, place) => ({
      ...actionButton(action, output, context),
      handle: handle(choices.length + place),
    })),
  };
}

/** The button of news. Its word has a number of its own ("mở 3"), because other words belong to the card in front. */
function presentNewsButton(
  output: Extract<BotOutput, { actions: unknown }>,
  { context, handle }: { context: PresentContext; handle(place: number): string },
): { choices: Button[]; actions: Button[] } {
  const word = context.t('chat:actions.open-word', { number: output.newsNumber ?? 0 });
  const actions = output.actions.slice(0, 1).map((action) => ({
    ...{ ...actionButton(action, output, context), word },
    handle: handle(output.choices.length),
  }));
  return { choices: [], actions };
}

function choiceButton(action: BotAction, output: BotOutput, context: PresentContext): Omit<Button, 'handle'> {
  switch (action.do) {
    case 'choose':
    case 'toggle':
      return optionButton(action, output, context);
    case 'edit':
      if (output.type === 'review') {
        const label = reviewLabel(action, output, context);
        return areQuestions(output.choices) ? { label, numbered: true } : { label };
      }
      return { label: questionLabel(action.step, output, context), numbered: true };
    case 'read':
      return { label: reviewLabel(action, output, context) };
    case 'remove': {
      const number = action.item + 1;
      const word = context.t('chat:actions.remove-word', { number });
      return {
        label: context.t('chat:actions.remove', { number, item: itemLabel(action, output, context) }),
        word,
      };
    }
    case 'language':
      return { label: context.t(`chat:languages.${action.to}`), selected: action.to === context.language };
    case 'begin':
    case 'open': {
      const screen = output.type === 'screen' ? screenOf(output.screen) : undefined;
      const facts = output.type === 'screen' ? output.facts : null;
      return {
        label:
          screen?.choice?.(action, facts, context) ??
          context.t(`chat:actions.${action.do === 'open' ? action.screen : action.do}`),
      };
    }
    default:
      return { label: context.t(`chat:actions.${action.do}`) };
  }
}

function optionButton(
  action: Extract<BotAction, { do: 'choose' | 'toggle' }>,
  output: BotOutput,
  context: PresentContext,
): Omit<Button, 'handle'> {
  const step = findStep(context, action.step);
  const answer = output.type === 'question' ? output.answer : undefined;
  const selected =
    (answer?.kind === 'choice' && answer.value === action.option) ||
    (answer?.kind === 'choices' && answer.values.includes(action.option));
  return {
    ...{ label: optionLabel(step, action.option, context), selected },
    ...(action.do === 'toggle' ? { several: true } : {}),
  };
}

function questionLabel(id: string, output: BotOutput, context: PresentContext): string {
  const item = output.type === 'overview' ? output.items.find((one) => one.step === id) : undefined;
  const heading = headingOf(id, context);
  if (item === undefined) return heading;
  return context.t('chat:overview.item', {
    mark: context.t(`chat:overview.marks.${item.status}`),
    number: item.number,
    heading,
  });
}

/** "Sửa câu 3 · phần 2/4": without the heading, to be short enough for a button. */
function reviewLabel(
  action: { do: 'edit' | 'read'; step: string },
  output: BotOutput,
  context: PresentContext,
): string {
  const item = output.type === 'review' ? output.items.find((one) => one.step === action.step) : undefined;
  if (item === undefined) return headingOf(action.step, context);
  const { number, part, parts, retired } = item;
  if (retired !== undefined) {
    return context.t('chat:review.read-retired', { heading: retiredHeading(item, context) });
  }
  const place = parts > 1 ? '-part' : '';
  return context.t(`chat:review.${action.do}${place}`, { number, part, parts });
}

const LABEL_LENGTH = 40;

function itemLabel(
  action: { step: string; item: number },
  output: BotOutput,
  context: PresentContext,
): string {
  const answer = output.type === 'question' ? output.answer : undefined;
  if (answer?.kind === 'attachment') return answer.files[action.item]?.name ?? '';
  if (answer?.kind !== 'list') return '';
  const text = joinParts(answer.items[action.item] ?? [], context.texts);
  return shorten(text, LABEL_LENGTH);
}

function actionButton(action: BotAction, output: BotOutput, context: PresentContext): Omit<Button, 'handle'> {
  const word = wordOf(action, output) ?? action.do;
  const values = output.type === 'unconfirmed' ? unconfirmedValues(output) : undefined;
  const known = labelKey(action, output) ?? givingUpKey(action, context);
  const key = action.do === 'consent' ? 'submit' : (known ?? word);
  const isOwn = key === 'submit' || (key === 'review' && output.type === 'overview');
  const label = isOwn ? ofForm(key, context) : context.t(`chat:actions.${key}`, values);
  const typed = key === 'submit' ? ofForm('submit-word', context) : context.t(typedKey(word, known));
  const tone = toneOf(action, output);
  return { label, word: typed, ...(tone === undefined ? {} : { tone }) };
}

function unconfirmedValues({ items, number, here }: Extract<BotOutput, { type: 'unconfirmed' }>) {
  return { items, number, here: here?.number ?? number };
}

/** Labels that depend on where the action is offered. */
function labelKey(action: BotAction, output: BotOutput): string | undefined {
  switch (output.type) {
    case 'saved':
      return action.do === 'next' ? doneKey(output) : undefined;
    case 'question':
      return action.do === 'next' && output.open === true ? doneKey(output) : undefined;
    case 'submitted':
    case 'recorded':
      return action.do === 'overview' ? 'change' : undefined;
    case 'refused':
      if (action.do === 'review') return 'correct';
      // Who is not named any longer can only read what they wrote.
      return action.do === 'overview' && output.reason !== 'delegation-ended' ? 'change' : undefined;
    case 'answer':
      return action.do === 'review' ? 'back-to-review' : undefined;
    case 'review':
      return action.do === 'edit' ? 'answer-missing' : pageLabelKey(action, output);
    case 'overview':
      return pageLabelKey(action, output);
    case 'screen':
      return labelOn(output, action);
    default:
      return undefined;
  }
}

/** The word that hints name: of an answer that takes more messages it is "xong", as its label says. */
function typedKey(word: string, known: string | undefined): string {
  if (known === 'give-up') return 'chat:actions.give-up-word';
  if (word === 'give-up') return 'words:confirm.0';
  return word === 'next' && known === undefined ? 'chat:actions.next-word' : `words:${word}.0`;
}

/** What is handed in once is given up, where of a review the draft is discarded. */
function givingUpKey({ do: what }: BotAction, { flow }: PresentContext): string | undefined {
  return flow?.isFinal === true && what === 'cancel' ? 'give-up' : undefined;
}

/** The label that ends an answer; it announces another question only where there is one. */
function doneKey({ last }: { last?: true }): string {
  return last === true ? 'done-last' : 'done';
}

/** The label of a page button; at the first and last page it says that there are no further pages. */
function pageLabelKey(action: BotAction, output: { type: string; page: number }): string | undefined {
  if (!('page' in action) || action.do !== output.type || action.page !== output.page) return undefined;
  return action.page === 0 ? 'first-page' : 'last-page';
}

function toneOf(action: BotAction, output: BotOutput): Button['tone'] {
  const isOffered = (name: BotAction['do']) =>
    'actions' in output && output.actions.some((one) => [one.do, wayOf(one)?.do].includes(name));
  switch (action.do) {
    case 'next':
    case 'submit':
    case 'confirm':
    case 'consent':
    case 'keep-reply':
    case 'split-text':
      return 'primary';
    // Of two that could be meant only the likelier stands out.
    case 'keep-text':
      return isOffered('split-text') ? undefined : 'primary';
    case 'begin':
      if (action.way !== undefined) return toneOf(action.way, output);
      return isFirstBeginning(action, output) && !isOffered('review') ? 'primary' : undefined;
    case 'review':
      return output.type === 'screen' && isOffered('begin') ? 'primary' : undefined;
    case 'cancel':
      return output.type === 'overview' || output.type === 'screen' ? 'danger' : undefined;
    case 'discard':
    case 'give-up':
    case 'withdraw':
    case 'confirm-withdrawal':
    case 'unlink':
      return 'danger';
    default:
      return undefined;
  }
}

/** The way of a form that an action takes once it has begun the form. */
function wayOf(action: BotAction): BotAction | undefined {
  return action.do === 'begin' ? action.way : undefined;
}

/** Of several forms that can be begun the first one is what there is to do. */
function isFirstBeginning(action: BotAction, output: BotOutput): boolean {
  if (!('actions' in output)) return true;
  const actions: readonly BotAction[] = output.actions;
  return actions.find((one) => one.do === 'begin' && [undefined, 'resume'].includes(one.way?.do)) === action;
}
