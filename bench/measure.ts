import type { Contestant } from './contestant.ts';
import { cpuSeconds } from './process-usage.ts';

/** The measurements of a bot: the median of the rounds. */
export interface Measure {
  perSecond: number;
  /** The time from the arrival of the update to the call with the reply, in milliseconds. */
  p50: number;
  p99: number;
  /** Processor seconds of the bot and its worker for 1,000 answers, with all background work. */
  cpuPerThousand: number;
  /** Share of one core that the emulated messenger took. */
  messengerLoad: number;
}

/** A bot and its messenger, as far as a measurement needs them. */
type Measured = Pick<Contestant, 'pid' | 'workerPid' | 'messenger' | 'questions' | 'finished'>;

interface Work {
  people: number;
  answers: number;
  thinkMs: number;
}

/** Has people give a number of answers, and measures it. */
export async function measure(bot: Measured, work: Work): Promise<Measure> {
  const { pid, workerPid, messenger, questions } = bot;
  const used = () => cpuSeconds(pid) + (workerPid === undefined ? 0 : cpuSeconds(workerPid));
  await bot.finished();
  const before = used();
  const messengerBefore = cpuSeconds(messenger.pid);
  const { people: atOnce, ...rest } = work;
  const { answers, seconds, p50, p99 } = await messenger.order({ do: 'answer', atOnce, questions, ...rest });
  const messengerLoad = (cpuSeconds(messenger.pid) - messengerBefore) / seconds;
  await bot.finished();
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

/** The median of each number separately. */
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
