import type { BotAction } from './bot-action.ts';
import { type BotOutput, kindOf } from './output.ts';
import type { Situation, Told } from './situation.ts';

/** After so long the same news is told again. */
const TELL_AGAIN_MS = 24 * 60 * 60 * 1_000;

/** What a person is told of something that others did; nothing if it is there already. */
export function newsOf(situation: Situation, told: Told): BotOutput[] {
  const { kind, screen, params, values } = told;
  const open: BotAction = { do: 'open', screen, ...(params === undefined ? {} : { params }) };
  const news = { type: 'news', kind, ...(values && { values }), choices: [], actions: [open] } as const;
  return isToldAlready(situation, { ...told, subject: kindOf(news) }) ? [] : [{ ...news, news: true }];
}

/** Whether the same was the last that was told of this within a day, and was not looked at since. */
function isToldAlready(
  { conversation: { cards }, event }: Situation,
  told: Told & { subject: string },
): boolean {
  const { screen, params = {} } = told;
  const last = cards.live.findLast(
    ({ news, shows }) =>
      news !== undefined &&
      'screen' in shows &&
      shows.screen === screen &&
      JSON.stringify(shows.params ?? {}) === JSON.stringify(params),
  );
  if (last?.subject !== told.subject || Date.parse(event.at) - Date.parse(last.at) >= TELL_AGAIN_MS) {
    return false;
  }
  const wasSeen = cards.live.some(
    (card) =>
      card.news === undefined && 'screen' in card.shows && card.shows.screen === screen && card.at >= last.at,
  );
  return last.pressedAt === undefined && !wasSeen;
}
