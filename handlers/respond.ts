import type { FlowEvent } from '../flows/engine/events.ts';
import { step } from '../flows/engine/step.ts';
import { withCards } from './cards.ts';
import type { Head } from './conversation.ts';
import { hasBegun, home, reviewState, showOutside } from './outside.ts';
import { type Intent, readIntent } from './read-intent.ts';
import type { Answered, OutsideAction, Response, Situation } from './situation.ts';

/** Answers one event. Pure: the same situation always gets the same response. */
export function respond(situation: Situation): Response {
  const found = headOf(situation);
  const intent = readIntent(situation, found);
  const isSame = intent.type === 'stale' && intent.toast === 'already-taken';
  const head = isSame ? { ...found, ...stillRestored(situation) } : found;
  if (isSame && situation.restoredFrom === undefined) {
    return { head, flow: null, says: [], toast: intent.toast };
  }
  const before = situation.conversation.head ?? head;
  const answered = hushAlbum(situation, answerIntent(situation, { head, intent }));
  const toast = intent.type === 'stale' ? { toast: intent.toast } : {};
  const refused = isRefused(situation, { intent, answered }) ? { refused: true as const } : {};
  return { ...withCards(situation, { ...answered, before }), ...toast, ...refused };
}

/** What was taken before says nothing of what comes next, which is still asked about. */
function stillRestored({ conversation, restoredFrom }: Situation): { restored?: true } {
  return restoredFrom !== undefined || conversation.head?.restored === true ? { restored: true } : {};
}

/**
 * Whether words led to nothing but a problem, or a file to no answer, said or not: a messenger of our own forgets it.
 * Words that are a command are no answer that could be refused.
 */
function isRefused(
  { event: { input } }: Situation,
  { intent, answered }: { intent: Intent; answered: Answered },
): boolean {
  const isAnswer = intent.type === 'unclear' || (intent.type === 'flow' && intent.event.type !== 'action');
  const isKept = Object.keys(answered.flow?.result.answers ?? {}).length > 0;
  if (input.type === 'file') return !isKept;
  const isProblem = answered.says.some(
    (say) => say.type === 'unreadable' || ('problem' in say && say.problem),
  );
  return input.type === 'text' && isAnswer && !isKept && isProblem;
}

/** The head as the event finds it: where it came from, and with what only the very next event may ask for. */
function headOf(situation: Situation): Head {
  const { conversation, event } = situation;
  const { input, address, language = 'vi' } = event;
  const present = conversation.head;
  if (present === null) return { language, address, place: 'outside', prompt: null, past: null };
  if (input.type === 'recorded' || input.type === 'restored') return present;
  const { hushed: _hushed, album: _album, captioned: _captioned, restored: _restored, ...lasting } = present;
  return {
    ...lasting,
    ...(lasting.place === 'flow' && !hasBegun(situation) ? { place: 'outside', prompt: null } : {}),
    address,
    ...(input.type === 'file' && input.album !== undefined ? { album: input.album } : {}),
    ...(input.type === 'file' && input.captioned === true ? { captioned: true } : {}),
    ...(input.type === 'unsupported' ? { hushed: true } : {}),
  };
}

function answerIntent(situation: Situation, { head, intent }: { head: Head; intent: Intent }): Answered {
  switch (intent.type) {
    case 'flow':
      return answerInFlow(situation, { head, event: intent.event });
    case 'outside':
      return answerOutside(situation, { head, action: intent.action });
    case 'joined':
      return home(situation, { head, note: 'joined' });
    case 'restored':
      return situation.restoredFrom === undefined
        ? { head, flow: null, says: [] }
        : showAgain(situation, { head: { ...head, restored: true } });
    case 'invited':
      return home(situation, { head, problem: 'linked-already' });
    case 'unsupported': {
      const isRepeated = situation.conversation.head?.hushed === true;
      return { head, flow: null, says: isRepeated ? [] : [intent] };
    }
    case 'thanks':
      return { head, flow: null, says: [{ type: 'thanked' }] };
    case 'not-here':
      return showAgain(situation, { head, problem: intent.word === 'edit' ? 'edit-how' : 'not-here' });
    case 'unknown-command':
      return showOutside(situation, { head, card: 'help', problem: 'unknown-command' });
    case 'unclear':
      return home(situation, {
        head,
        problem: situation.conversation.head === null ? undefined : 'not-stored',
      });
    case 'stale':
      return showAgain(situation, { head });
  }
}

function answerInFlow(situation: Situation, { head, event }: { head: Head; event: FlowEvent }): Answered {
  const present = reviewState(situation);
  const key = situation.review?.key;
  if (present === undefined || key === undefined) return home(situation, { head });
  const result = step(present.flow, present.state, event);
  const stays = event.type === 'recorded' || event.type === 'edited';
  return { head: stays ? head : { ...head, place: 'flow' }, flow: { key, result }, says: result.outputs };
}

function answerOutside(
  situation: Situation,
  { head, action }: { head: Head; action: OutsideAction },
): Answered {
  switch (action.do) {
    case 'begin':
      return answerInFlow(situation, {
        head,
        event: { type: 'action', action: { do: 'resume' }, at: situation.event.at },
      });
    case 'language':
      return switchLanguage(situation, { ...head, language: action.to });
    case 'home':
      return home(situation, { head });
    case 'unlink':
      return {
        head: { ...head, place: 'outside', prompt: null, past: null },
        flow: null,
        says: [{ type: 'unlinked' }],
        unlinks: true,
      };
    default:
      return showOutside(situation, { head, card: action.do });
  }
}

/** In the new language the person stands where they stood. */
function switchLanguage(situation: Situation, head: Head): Answered {
  const inside = hasBegun(situation) && situation.conversation.flow?.state.cursor.place !== 'rest';
  return inside ? showAgain(situation, { head: { ...head, place: 'flow' } }) : home(situation, { head });
}

function showAgain(situation: Situation, { head, problem }: { head: Head; problem?: string }): Answered {
  if (head.place === 'outside') return home(situation, { head, problem });
  const told = problem === undefined ? {} : { problem: { code: problem } };
  return answerInFlow(situation, { head, event: { type: 'show', at: situation.event.at, ...told } });
}

/** What an album's first file was told is not told again of its others. */
function hushAlbum({ event: { input }, conversation }: Situation, answered: Answered): Answered {
  const isNext =
    input.type === 'file' && input.album !== undefined && input.album === conversation.head?.album;
  const isRefused = answered.says.some(
    (say) => 'problem' in say && ![undefined, 'caption-not-kept'].includes(say.problem?.code),
  );
  return isNext && isRefused ? { ...answered, says: [] } : answered;
}
