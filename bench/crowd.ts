import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { TelegramPerson } from '../test/support/telegram-emulator/person.ts';
import type { AnswerOrder, JoinOrder, Pace } from './orders.ts';

/** People who write, wait for the reply, and write again. */
export interface Crowd {
  /** Must be called for every message that the bot sends to a chat. */
  hear(chat: number): void;
  join(order: JoinOrder): Promise<Pace>;
  /** People continue with the question where the order before ended. */
  answer(order: AnswerOrder): Promise<Pace>;
}

const SENTENCE =
  'Tôi luôn giữ vững lập trường, chấp hành nghiêm chủ trương, đường lối của Đảng, chính sách, pháp luật của ' +
  'Nhà nước; đã tham gia đủ các buổi sinh hoạt và vận động gia đình cùng thực hiện.';

export function createCrowd(personOf: (id: number) => TelegramPerson): Crowd {
  const waiting = new Map<number, () => void>();
  const given = new Map<number, number>();
  /** People who have questions left and are not answering now. */
  const resting: number[] = [];

  async function exchange(id: number, text: string): Promise<number> {
    const began = performance.now();
    await new Promise<void>((resolve) => {
      waiting.set(id, resolve);
      personOf(id).say(text);
    });
    return performance.now() - began;
  }

  async function joinOne(id: number, lines: readonly string[]): Promise<number[]> {
    const took: number[] = [];
    for (const line of lines) took.push(await exchange(id, line));
    given.set(id, 0);
    resting.push(id);
    return took;
  }

  async function sit(order: AnswerOrder, take: () => boolean): Promise<number[]> {
    const took: number[] = [];
    let id = nextPerson();
    if (order.thinkMs > 0) await wait(Math.random() * order.thinkMs);
    while (take()) {
      const count = given.get(id) ?? 0;
      took.push(await exchange(id, `${SENTENCE} (${count})`));
      given.set(id, count + 1);
      if (count + 1 >= order.questions) id = nextPerson();
      if (order.thinkMs > 0) await wait((0.5 + Math.random()) * order.thinkMs);
    }
    resting.unshift(id);
    return took;
  }

  function nextPerson(): number {
    const id = resting.shift();
    if (id === undefined) throw new Error('nobody has a question left');
    return id;
  }

  return {
    hear(chat) {
      const resolve = waiting.get(chat);
      waiting.delete(chat);
      resolve?.();
    },
    join({ people, lines, atOnce }) {
      const left = [...people];
      return timed(atOnce, async () => {
        const took: number[] = [];
        for (let id = left.shift(); id !== undefined; id = left.shift())
          took.push(...(await joinOne(id, lines)));
        return took;
      });
    },
    answer(order) {
      let left = order.answers;
      const take = () => {
        left -= 1;
        return left >= 0;
      };
      const { flood } = order;
      if (flood !== undefined) void sendAll(personOf(flood.person), flood.messages);
      return timed(order.atOnce, () => sit(order, take));
    },
  };
}

/** Sends without waiting for replies; it yields in between, so that the messenger can work. */
async function sendAll(person: TelegramPerson, messages: number): Promise<void> {
  for (let count = 0; count < messages; count += 1) {
    person.say(`${SENTENCE} (${count})`);
    if (count % 10 === 9) await nextTurn();
  }
}

/** Runs `work` `places` times at once and measures how long each part of it took. */
async function timed(places: number, work: () => Promise<number[]>): Promise<Pace> {
  const began = performance.now();
  const took = (await Promise.all(Array.from({ length: places }, work))).flat();
  const seconds = (performance.now() - began) / 1000;
  took.sort((one, other) => one - other);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return { answers: took.length, seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
