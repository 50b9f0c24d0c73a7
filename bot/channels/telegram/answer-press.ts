import { LRUCache } from 'lru-cache';
import type { CallTelegram } from './client.ts';

/** Ends the waiting sign of a pressed button, with a short word where there is one. Says it once per press. */
export type AnswerPress = (press: string, toast?: string) => Promise<void>;

/** Longest toast, in UTF-16 units. */
const MAX_TOAST = 200;
const REMEMBERED = 10_000;
const TRIES = 2;

export function createAnswerPress(call: CallTelegram): AnswerPress {
  const answered = new LRUCache<string, true>({ max: REMEMBERED });
  return async (press, toast = '') => {
    if (answered.has(press)) return;
    answered.set(press, true);
    const text = toast === '' ? {} : { text: toast.slice(0, MAX_TOAST).toWellFormed() };
    await call('answerCallbackQuery', { callback_query_id: press, ...text }, { tries: TRIES });
  };
}
