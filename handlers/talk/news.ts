import type { BotAction } from './bot-action.ts';
import type { BotOutput } from './output.ts';
import type { Situation, Told } from './situation.ts';

/** After so long the same news is told again. */
const TELL_AGAIN_MS = 24 * 60 * 60 * 1_000;

/** What a person is told of something that others did; nothing if it is there already. */
export function newsOf(situation: Situation, told: Told): BotOutput[] {
  if (isToldAlready(situation, told)) return [];
  const { kind, screen, params } = told;
  const open: BotAction = { do: 'open', screen, ...(params === undefined ? {} : { params }) };
  return [{ type: 'news', kind, choices: [], actions: [open], news: true }];
}

/** Whether the same was told within a day, and not looked at since. */
function isToldAlready({ conversation: { cards }, event }: Situation, told: Told): boolean {
  const { kind, screen, params = {} } = told;
  const same = cards.live.findLast(
    ({ subject, shows }) =>
      subject === `news ${kind}` &&
      'screen' in shows &&
      shows.screen === screen &&
      JSON.stringify(shows.params ?? {}) === JSON.stringify(params),
  );
  if (same === undefined || Date.parse(event.at) - Date.parse(same.at) >= TELL_AGAIN_MS) return false;
  const wasSeen = cards.live.some(
    (card) =>
      card.news === undefined && 'screen' in card.shows && card.shows.screen === screen && card.at >= same.at,
  );
  return same.pressedAt === undefined && !wasSeen;
}
