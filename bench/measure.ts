import type { Contestant } from './contestant.ts';
import { cpuSeconds } from './process-usage.ts';

/** What a bot did: the median of the rounds. */
export interface Measure {
  perSecond: number;
  /** From the update being there to the call with the reply, in milliseconds. */
  p50: number;
  p99: number;
  /** Of the bot and its worker, with all that the answers set off. */
  cpuPerThousand: number;
  /** Share of one core that the emulated messenger took. */
  messengerLoad: number;
}

/** What is measured: a bot with its messenger. */
type Measured = Pick<Contestant, 'pid' | 'workerPid' | 'messenger' | 'questions' | 'settled'>;

interface Work {
  people: number;
  answers: number;
  thinkMs: number;
}

/** Has people answer so many times, and tells what that took. */
export async function measure(bot: Measured, work: Work): Promise<Measure> {
  const { pid, workerPid, messenger, questions } = bot;
  const used = () => cpuSeconds(pid) + (workerPid === undefined ? 0 : cpuSeconds(workerPid));
  await bot.settled();
  const before = used();
  const messengerBefore = cpuSeconds(messenger.pid);
  const { people: atOnce, ...rest } = work;
  const { answers, seconds, p50, p99 } = await messenger.order({ do: 'answer', atOnce, questions, ...rest });
  const messengerLoad = (cpuSeconds(messenger.pid) - messengerBefore) / seconds;
  await bot.settled();
  const cpuPerThousand = (1000 * (used() - before)) / answers;
  return { perSecond: answers / seconds, p50, p99, cpuPerThousand, messengerLoad };
}

/** The median of several rounds of the same. */
export async function measureOften(bot: Measured, work: Work & { rounds: number }): Promise<Measure> {
  const { rounds, ...each } = work;
  const measures: Measure[] = [];
  for (let round = 0; round < rounds; round += 1) measures.push(await measure(bot, each));
  return medianOf(measures);
}

/** The medians of each number by itself. */
export function medianOf(measures: readonly Measure[]): Measure {
  const middle = (field: keyof Measure) => {
    const values = measures.map((measure) => measure[field]).sort((one, other) => one - other);
    return values[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  return {
    perSecond: middle('perSecond'),
    p50: middle('p50'),
    p99: middle('p99'),
    cpuPerThousand: middle('cpuPerThousand'),
    messengerLoad: middle('messengerLoad'),
  };
}
