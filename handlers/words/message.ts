import { EARLIEST_DAY, LATEST_DAY } from '../../flows/rules/calendar.ts';
import type { Block, Message } from '../ports.ts';
import { screenOf } from '../screens/catalogue.ts';
import type { BotOutput } from '../talk/output.ts';
import { presentButtons } from './buttons.ts';
import { findStep, ofForm, type PresentContext, say } from './context.ts';
import { writeDays } from './dates.ts';
import { presentRestored, presentUnreadable } from './home.ts';
import { presentErased, presentHasLeft, presentLinkedElsewhere, presentUnlinked } from './leaving.ts';
import { newsText } from './news.ts';
import { presentRefused, presentWithdraw, presentWithdrawal, presentWithdrawn } from './outcomes.ts';
import { dateHint, presentEdited, presentQuestion, presentSaved, presentUnconfirmed } from './question.ts';
import {
  presentCancel,
  presentLeft,
  presentOverview,
  presentRecorded,
  presentReview,
  presentSubmitted,
  presentWholeAnswer,
} from './review.ts';
import { takesOf } from './takes.ts';
import { presentInvitation } from './unit-people.ts';

/** Makes the message of an output in the reader's language, independent of the channel. */
export function presentMessage(output: BotOutput, context: PresentContext): Message {
  const problem = presentProblem(output, context);
  return {
    language: context.language,
    blocks: [
      ...presentAbout(output, context),
      ...problem,
      ...presentStored(output, context),
      ...blocksOf(output, context),
    ],
    ...presentButtons(output, context),
    ...takesOf(output, context),
  };
}

/** "Trả lời thay đồng chí …", "Gia hạn nộp · …": for whom it is, on every card of what is done for somebody else. */
function presentAbout(output: BotOutput, context: PresentContext): Block[] {
  const about = context.flow?.about;
  if (about?.text === undefined) return [];
  const step = findStep(context, about.pickedAt ?? '');
  const picked = 'picked' in output ? output.picked : undefined;
  const said = say(about.text, context);
  if (picked === undefined || step?.kind !== 'pick') return [{ type: 'status', text: said }];
  // Whoever has left the unit since is named by their code.
  return [{ type: 'status', text: `${said} · ${step.among.get(picked)?.name ?? picked}` }];
}

/** What is wrong with a day, which is told with the days that can be sent. */
const DAY_PROBLEMS: readonly string[] = ['not-a-date', 'date-too-early', 'date-too-late'];

function presentProblem(output: BotOutput, context: PresentContext): Block[] {
  if (!('problem' in output) || output.problem === undefined) return [];
  const { code, details } = output.problem;
  // Some name the button that hands in, which each form calls in its own words.
  const submit =
    context.form === null ? {} : { submit: ofForm('submit', context), word: ofForm('submit-word', context) };
  const form = details?.form === undefined ? {} : { form: context.t(`chat:forms.${details.form}.name`) };
  const { min = EARLIEST_DAY, max = LATEST_DAY } = details ?? {};
  const days = DAY_PROBLEMS.includes(code)
    ? { days: dateHint({ min: String(min), max: String(max) }, context) }
    : {};
  const step = findStep(context, String(details?.step ?? ''));
  const heading = step === undefined ? {} : { heading: say(step.heading, context) };
  const values = { ...submit, ...writeDays(details, context.language), ...form, ...days, ...heading };
  return [{ type: 'problem', text: context.t(`chat:problems.${code}`, values) }];
}

/** Names the question that a text was stored at. */
function presentStored({ stored }: BotOutput, context: PresentContext): Block[] {
  const step = stored === undefined ? undefined : findStep(context, stored);
  if (step === undefined) return [];
  return [{ type: 'status', text: context.t('chat:stored', { heading: say(step.heading, context) }) }];
}

function blocksOf(output: BotOutput, context: PresentContext): Block[] {
  switch (output.type) {
    case 'question':
      return presentQuestion(output, context);
    case 'saved':
      return presentSaved(output, context);
    case 'unconfirmed':
      return presentUnconfirmed(output, context);
    case 'overview':
      return presentOverview(output, context);
    case 'review':
      return presentReview(output, context);
    case 'answer':
      return presentWholeAnswer(output, context);
    case 'cancel':
      return presentCancel(output, context);
    case 'given-up':
      return [{ type: 'title', text: context.t('chat:give-up.done') }];
    case 'left':
      return presentLeft(output, context);
    case 'submitted':
      return presentSubmitted(output, context);
    case 'recorded':
      return presentRecorded(output, context);
    case 'withdraw':
      return presentWithdraw(output, context);
    case 'withdrawal':
      return presentWithdrawal(output, context);
    case 'withdrawn':
      return presentWithdrawn(output, context);
    case 'refused':
      return presentRefused(output, context);
    case 'screen':
      return output.withheld === undefined
        ? screenOf(output.screen).blocks(output.facts, context)
        : [{ type: 'problem', text: context.t(`chat:withheld.${output.withheld}`) }];
    case 'unreadable':
      return presentUnreadable(context);
    case 'edited':
      return presentEdited(output, context);
    case 'edit-missed':
      return [];
    case 'unlinked':
      return presentUnlinked(context);
    case 'has-left':
      return presentHasLeft(context);
    case 'erased':
      return presentErased(context);
    case 'linked-elsewhere':
      return presentLinkedElsewhere(output, context);
    case 'unsupported':
      return [{ type: 'text', text: context.t(`chat:unsupported.${output.kind}`) }];
    case 'news':
      return [
        { type: 'title', text: context.t('chat:news.title') },
        { type: 'text', text: newsText(output, context) },
      ];
    case 'invitation':
      return presentInvitation(output, context);
    case 'thanked':
      return [{ type: 'text', text: context.t('chat:thanked') }];
    case 'restored':
      return presentRestored(output, context);
  }
}
