import { LONGEST_SEARCH } from '../../flows/answers/pick.ts';
import { isMarkedSecret } from '../../flows/answers/text.ts';
import type { FlowEvent } from '../../flows/engine/events.ts';
import { isOutcome } from '../../flows/engine/outcome.ts';
import { FIRST_FORM, formOf } from '../forms/catalogue.ts';
import { screenOf } from '../screens/catalogue.ts';
import { withoutBegun } from './begun.ts';
import type { BotAction, ScreenParams } from './bot-action.ts';
import type { Head } from './conversation.ts';
import type { Draft } from './draft.ts';
import type { Intent } from './intent.ts';
import { newsOf } from './news.ts';
import type { BotOutput } from './output.ts';
import { readIntent } from './read-intent.ts';
import type { Decision, DraftWish, Loaded, Situation } from './situation.ts';

/** Decides what an event leads to. Pure: the same situation always gets the same decision. */
export function decide(situation: Situation): Decision {
  const found = headOf(situation);
  if (situation.event.hasLeft === true) return refuseLeft(situation, found);
  const intent = readIntent(situation, found);
  if (intent.type === 'stale' && intent.toast === 'already-taken') {
    const head = { ...found, ...stillRestored(situation) };
    // In a conversation that had to be brought back it may be another tap than the copy knows.
    if (situation.restoredFrom === undefined) return { head, next: SAY_NOTHING, toast: intent.toast };
    return { ...showPresent(situation, { head }), toast: intent.toast };
  }
  return answerIntent(situation, { head: found, intent: mayBeOld(situation, intent) ? STALE : intent });
}

/** Who has left gets one word, whatever they do. */
function refuseLeft({ conversation, event: { input } }: Situation, found: Head): Decision {
  const outputs: BotOutput[] = input.type === 'edited' ? [] : [{ type: 'has-left' }];
  return { head: conversation.head ?? found, next: { do: 'say', outputs }, isAnswer: true };
}

const STALE: Intent = { type: 'stale', toast: 'stale' };

/**
 * Whether a press may belong to an earlier question than its button says: cards are copied less often than drafts, so
 * after a loss a card that is known may stand for a place that the person had long left.
 */
function mayBeOld({ restoredFrom, event: { input } }: Situation, intent: Intent): boolean {
  const isOfDraft = intent.type === 'action' && intent.draft !== undefined;
  return restoredFrom !== undefined && input.type === 'press' && isOfDraft;
}

const SAY_NOTHING = { do: 'say', outputs: [] } as const;

/** Whether the draft in front is one that the person is still asked to work at, as far as is known. */
export function isFrontOpen({ conversation: { draft }, front }: Pick<Situation, 'conversation' | 'front'>) {
  return draft !== null && front !== null;
}

/** What is done instead where a draft is not asked for, or no longer: nothing in it changes. */
export function decideClosed(
  { head: found, next, pressed, isAnswer }: Decision,
  { instead, ended }: Extract<Loaded, { type: 'closed' }>,
): Decision {
  // What can be gone on with no longer is not told of any longer.
  const head = next.do === 'step' && 'form' in next.draft ? withoutBegun(found, next.draft) : found;
  if (instead !== undefined) return show({ head, ...instead });
  const { problem } = ended === undefined ? { problem: 'not-stored' } : onceClosed(ended);
  if (isAnswer === true) return { ...show({ head, screen: 'home', problem }), isAnswer };
  if (pressed !== undefined) return { ...show({ head, screen: 'home' }), toast: 'stale' };
  return show({ head, screen: 'home', ...(ended === undefined ? {} : { problem }) });
}

/** What was taken before says nothing of what comes next, which is still asked about. */
function stillRestored({ conversation, restoredFrom }: Situation): { restored?: true } {
  return restoredFrom !== undefined || conversation.head?.restored === true ? { restored: true } : {};
}

/** The head as the event finds it: where it came from, and with what only the very next event may ask for. */
function headOf(situation: Situation): Head {
  const { conversation, event } = situation;
  const { input, address, language = 'vi' } = event;
  const present = conversation.head;
  if (present === null) return { language, address, at: { screen: 'home' }, draft: null };
  if (isOutcome(input) || ['restored', 'told', 'handed-over'].includes(input.type)) return present;
  const {
    wasUnsupported: _wasUnsupported,
    album: _album,
    captioned: _captioned,
    restored: _restored,
    ...lasting
  } = present;
  return {
    ...lasting,
    ...(lasting.at === 'draft' && !isFrontOpen(situation) ? { at: { screen: 'home' } } : {}),
    address,
    ...(input.type === 'file' && input.album !== undefined ? { album: input.album } : {}),
    ...(input.type === 'file' && input.captioned === true ? { captioned: true } : {}),
    ...(input.type === 'unsupported' ? { wasUnsupported: true } : {}),
  };
}

interface Understood {
  head: Head;
  intent: Intent;
}

function answerIntent(situation: Situation, { head, intent }: Understood): Decision {
  switch (intent.type) {
    case 'action':
      return { ...act(situation, { head, ...intent }), ...pressedBy(intent) };
    case 'answer':
      return { ...answerFront(situation, { head, intent }), isAnswer: true };
    case 'edited': {
      const { event } = intent;
      return step(head, { draft: { message: event.message }, event });
    }
    case 'outcome': {
      const { draft, command: _command, ...outcome } = intent.news;
      const event: FlowEvent = { ...outcome, at: situation.event.at };
      return { head, next: { do: 'step', draft: { id: draft }, event } };
    }
    case 'joined':
      return show({ head, screen: 'home', params: { note: 'joined' } });
    case 'restored':
      return situation.restoredFrom === undefined
        ? { head, next: SAY_NOTHING }
        : showPresent(situation, { head: { ...head, restored: true } });
    case 'told':
      return { head, next: { do: 'say', outputs: newsOf(situation, intent) } };
    case 'handed-over':
      return { head, next: { do: 'say', outputs: [intent.output] } };
    case 'search':
      return search(head, intent);
    case 'invited':
      return show({ head, screen: 'home', problem: 'linked-already' });
    case 'unsupported': {
      const isRepeated = situation.conversation.head?.wasUnsupported === true;
      return { head, next: isRepeated ? SAY_NOTHING : { do: 'say', outputs: [intent] } };
    }
    case 'thanks':
      return { head, next: { do: 'say', outputs: [{ type: 'thanked' }] } };
    case 'not-here': {
      const ended = endedUnderHand(situation);
      if (ended !== null) return showPresent(situation, { head, ...onceClosed(ended.identity.form) });
      return showPresent(situation, { head, problem: intent.word === 'edit' ? 'edit-how' : 'not-here' });
    }
    case 'unknown-command':
      return show({ head, screen: 'help', problem: 'unknown-command' });
    case 'unclear':
      return { ...show({ head, ...screenForText(head), ...whyUnclear(situation) }), isAnswer: true };
    case 'stale': {
      const front = isFrontOpen(situation) ? situation.conversation.draft?.id : undefined;
      const isFronts = intent.draft !== undefined && intent.draft === front;
      return {
        ...showPresent(situation, { head: isFronts ? { ...head, at: 'draft' } : head }),
        toast: intent.toast,
      };
    }
  }
}

/** Looks for what was typed on the screen where the person is. A long text was meant for something else. */
function search(head: Head, { text, isCut }: Extract<Intent, { type: 'search' }>): Decision {
  const { screen, params = {} } = head.at === 'draft' ? { screen: 'home' } : head.at;
  const wanted = text.trim();
  const isSecret = isMarkedSecret(text);
  if (isSecret || isCut || wanted.length > LONGEST_SEARCH) {
    const refused = { screen, params, problem: isSecret ? 'secret' : 'search-too-long' };
    return { ...show({ head, ...refused }), isAnswer: true };
  }
  const { page: _page, member: _member, more: _more, ...others } = params;
  const { searchedAt = screen } = screenOf(screen);
  return show({ head, screen: searchedAt, params: { ...others, search: wanted } });
}

/** Where words that no question takes are refused: on the screen from which a form is begun, or at home. */
function screenForText({ at }: Head): { screen: string; params?: ScreenParams } {
  return at !== 'draft' && screenOf(at.screen).leadsToForm === true ? at : { screen: 'home' };
}

/** Why words where no question is are not stored; the first words of all are only greeted. */
function whyUnclear(situation: Situation): { problem?: string } {
  const { conversation, event } = situation;
  const { input } = event;
  if (input.type === 'text' && isMarkedSecret(input.text)) return { problem: 'secret' };
  const closed = closedMeanwhile(situation);
  if (closed !== undefined) return closed;
  if (conversation.head === null) return {};
  if (input.type !== 'file') return { problem: 'not-stored' };
  const { at } = conversation.head;
  // Whoever looks at the people of a unit has a paper of one of them in hand.
  const isOffice = at !== 'draft' && screenOf(at.screen).readsPosts === true;
  return isOffice ? { problem: 'paper-not-stored' } : { problem: 'file-not-stored' };
}

/** What is said where the cycle of what the person worked at last has stopped asking them since. */
function closedMeanwhile(situation: Situation): { problem: string } | undefined {
  const { draft } = situation.conversation;
  if (draft === null || draft.identity.cycle === null || isFrontOpen(situation)) return undefined;
  return onceClosed(draft.identity.form);
}

function onceClosed(form: string): { problem: string } {
  return formOf(form)?.onceClosed ?? { problem: 'closed-meanwhile' };
}

function pressedBy({ card }: { card?: string }): { pressed?: string } {
  return card === undefined ? {} : { pressed: card };
}

function act(
  situation: Situation,
  { head, action, draft }: { head: Head; action: BotAction; draft?: string },
): Decision {
  switch (action.do) {
    case 'open':
      return show({ head, screen: action.screen, ...paramsOf(action) });
    case 'begin':
      return step(head, {
        draft: { form: action.form, ...paramsOf(action) },
        event: { type: 'action', action: action.way ?? { do: 'resume' }, at: situation.event.at },
      });
    case 'language':
      return switchLanguage(situation, { ...head, language: action.to });
    case 'unlink':
      return {
        head: { ...head, at: { screen: 'home' }, address: null },
        next: { do: 'say', outputs: [{ type: 'unlinked' }] },
        unlinks: true,
      };
    default: {
      const event: FlowEvent = { type: 'action', action, at: situation.event.at };
      if (draft === undefined && isMeaningless(head, action)) return notHere(situation, head);
      // Nobody means to undo what they are not at.
      if (draft === undefined && action.do === 'undo' && !isFrontOpen(situation)) {
        return showPresent(situation, { head, problem: 'nothing-to-undo' });
      }
      if (draft === undefined) return toFront(situation, { head, event });
      return step(head, { draft: { id: draft }, event });
    }
  }
}

/** Words about an answer mean nothing on a screen that is about others; the ways to one's own review do. */
function isMeaningless({ at }: Head, action: BotAction): boolean {
  return at !== 'draft' && screenOf(at.screen).readsPosts === true && !TO_REVIEW.includes(action.do);
}

const TO_REVIEW: readonly BotAction['do'][] = ['overview', 'review', 'resume'];

function notHere(situation: Situation, head: Head): Decision {
  return showPresent(situation, { head, problem: 'not-here' });
}

function paramsOf({ params }: Extract<BotAction, { do: 'open' | 'begin' }>) {
  return params === undefined ? {} : { params };
}

/** A reply to a question of another draft is not stored, and that is said. */
function answerFront(
  situation: Situation,
  { head, intent: { event, draft } }: { head: Head; intent: Extract<Intent, { type: 'answer' }> },
): Decision {
  const isFronts = isFrontOpen(situation) && situation.conversation.draft?.id === draft;
  if (draft === undefined || isFronts) return toFront(situation, { head, event });
  const { problem } = closedMeanwhile(situation) ?? { problem: 'reply-elsewhere' };
  return showPresent(situation, { head, problem });
}

/** What the person stood at and is not asked for any longer, where words about it must not be taken for others. */
function endedUnderHand(situation: Situation): Draft | null {
  const { draft, head } = situation.conversation;
  if (draft === null || head?.at !== 'draft' || isFrontOpen(situation)) return null;
  return formOf(draft.identity.form)?.onceClosed === undefined ? null : draft;
}

/** To the draft in front or, where none is asked for any longer, to the form that comes first. */
function toFront(situation: Situation, { head, event }: { head: Head; event: FlowEvent }): Decision {
  const front = isFrontOpen(situation) ? situation.conversation.draft : endedUnderHand(situation);
  return step(head, { draft: front === null ? { form: FIRST_FORM } : { id: front.id }, event });
}

function step(head: Head, { draft, event }: { draft: DraftWish; event: FlowEvent }): Decision {
  const stays = event.type === 'edited';
  return { head: stays ? head : { ...head, at: 'draft' }, next: { do: 'step', draft, event } };
}

function show({
  head,
  ...wish
}: {
  head: Head;
  screen: string;
  params?: ScreenParams;
  problem?: string;
}): Decision {
  const { screen, params } = wish;
  const at = { screen, ...(params === undefined ? {} : { params }) };
  return { head: screenOf(screen).isAside === true ? head : { ...head, at }, next: { do: 'show', ...wish } };
}

/** In the new language the person stands where they stood, and reads on what they had opened beside that. */
function switchLanguage(situation: Situation, head: Head): Decision {
  const { cards } = situation.conversation;
  const front = cards.live.find(({ id }) => id === cards.front);
  if (front !== undefined && 'screen' in front.shows && screenOf(front.shows.screen).isAside === true) {
    const isChoice = front.choices.some((action) => action.do === 'language');
    if (!isChoice) return show({ head, ...front.shows });
  }
  const rests = head.at === 'draft' && situation.conversation.draft?.state.cursor.place === 'rest';
  return rests ? show({ head, screen: 'home' }) : showPresent(situation, { head });
}

/** Where the person is, once more: at the question, on a screen, or else at home. */
function showPresent(situation: Situation, { head, problem }: { head: Head; problem?: string }): Decision {
  if (head.at !== 'draft' || !isFrontOpen(situation)) {
    // How one came home is said once.
    const at = head.at === 'draft' || head.at.screen === 'home' ? { screen: 'home' } : head.at;
    return show({ head, ...at, ...(problem === undefined ? {} : { problem }) });
  }
  const told = problem === undefined ? {} : { problem: { code: problem } };
  return toFront(situation, { head, event: { type: 'show', at: situation.event.at, ...told } });
}
