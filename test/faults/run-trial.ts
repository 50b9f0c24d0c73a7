import { setTimeout as wait } from 'node:timers/promises';
import { checkTrial, type Findings, type Tolerance } from './check-trial.ts';
import { createMember, type Member } from './member.ts';
import type { Place } from './places.ts';
import { createSeeded, type Seeded } from './seeded.ts';
import type { Stage } from './stage.ts';

/** What goes wrong in a trial, and when everything is as before again. */
export interface Fault {
  /** As in the table. */
  name: string;
  trials: number;
  /** Lets it happen, and resolves when its cause is gone. Says from when on answers may be missing, if they may. */
  strike(stage: Stage, trial: TrialContext): Promise<Tolerance | undefined>;
  /** Where it needs more than the usual stage. */
  place?(home: string): Place;
  /** Members of one trial; many more where load matters. */
  members?: number;
  /** Nothing may be said twice, as nobody was killed or cut off who could have said it already. */
  saysOnce?: true;
}

/** What a fault may use of its trial. */
export interface TrialContext {
  seeded: Seeded;
  members: readonly Member[];
  /** Updates as they were sent, oldest first. */
  sent: readonly NonNullable<Sent>[];
}

type Sent = Parameters<Parameters<typeof createMember>[0]['sent']>[0];

/** What came of one trial. */
export interface Outcome extends Findings {
  seed: number;
  answers: number;
  /** Messages that a member saw twice. */
  repeated: number;
  /** People who had to write again because they heard nothing. */
  asked: number;
  /** Milliseconds from the end of the fault until everybody was done. */
  settledIn: number;
  /** Processes that ended by themselves. */
  deaths: number;
  /** What everybody saw on their phone of whom something is wrong. */
  chats: string[];
}

const DEFAULT_MEMBERS = 24;
const PACE = [20, 400] as const;
const LOOK_EVERY_MS = 25;
const SETTLE_WITHIN_MS = 90_000;
/** A person who hears nothing for so long writes again. */
const ASK_AFTER_MS = 60_000;
const QUIET_WITHIN_MS = 8_000;

/** Lets members answer, strikes in the midst of it, waits until everybody is done, and looks at what is stored. */
export async function runTrial(stage: Stage, fault: Fault, seed: number): Promise<Outcome> {
  const seeded = createSeeded(seed);
  const sent: NonNullable<Sent>[] = [];
  const members = await gather(stage, { count: fault.members ?? DEFAULT_MEMBERS, seeded, sent });
  const deathsBefore = stage.bot.deaths() + stage.worker.deaths();
  const crowd = startCrowd(members);
  await wait(seeded.between(600, 2_400));
  const { tolerance, didNot } = await strike(stage, { fault, trial: { seeded, members, sent } });
  await stage.mend();
  const ended = Date.now();
  await crowd.finish(SETTLE_WITHIN_MS);
  const settledIn = Date.now() - ended;
  const findings = await checkWhenQuiet(stage, { members, tolerance });
  return {
    ...findings,
    stuck: [...didNot, ...findings.stuck],
    seed,
    answers: members.reduce((sum, { written }) => sum + written.length, 0),
    repeated: members.reduce((sum, member) => sum + countRepeats(member), 0),
    asked: crowd.asked(),
    settledIn,
    chats: members.filter(({ code }) => isNamed(code, findings)).map(transcriptOf),
    deaths: stage.bot.deaths() + stage.worker.deaths() - deathsBefore,
  };
}

async function strike(
  stage: Stage,
  { fault, trial }: { fault: Fault; trial: TrialContext },
): Promise<{ tolerance: Tolerance; didNot: string[] }> {
  try {
    return { tolerance: (await fault.strike(stage, trial)) ?? {}, didNot: [] };
  } catch (error) {
    return { tolerance: {}, didNot: [String(error)] };
  }
}

async function gather(
  stage: Stage,
  of: { count: number; seeded: Seeded; sent: NonNullable<Sent>[] },
): Promise<Member[]> {
  const { count, seeded, sent } = of;
  return (await stage.newMembers(count)).map(({ code, user }) => {
    const phone = stage.emulator.person({ id: user, firstName: code });
    const member = createMember({
      ...{ code, phone, seeded, pace: PACE },
      sent: (update) => update !== undefined && sent.push(update),
    });
    phone.say('menu');
    return member;
  });
}

function startCrowd(members: readonly Member[]) {
  let asked = 0;
  const timer = setInterval(() => {
    const now = Date.now();
    for (const member of members) {
      member.look(now);
      const since = member.waitsSince();
      if (member.isDone() || since === undefined || now - since < ASK_AFTER_MS) continue;
      asked += 1;
      member.ask(now);
    }
  }, LOOK_EVERY_MS);
  return {
    asked: () => asked,
    /** Resolves when everybody is done, or the time is over. */
    async finish(within: number): Promise<void> {
      const deadline = Date.now() + within;
      while (Date.now() < deadline && members.some((member) => !member.isDone())) await wait(50);
      clearInterval(timer);
    },
  };
}

/** What is under way at the end has a few seconds to come to rest. */
async function checkWhenQuiet(
  stage: Stage,
  of: { members: readonly Member[]; tolerance: Tolerance },
): Promise<Findings> {
  const deadline = Date.now() + QUIET_WITHIN_MS;
  for (;;) {
    const findings = await checkTrial(stage, of);
    const isFine = Object.values(findings).every((list) => list.length === 0);
    if (isFine || Date.now() > deadline) return findings;
    await wait(500);
  }
}

function isNamed(code: string, { lost, doubled, stuck }: Findings): boolean {
  return [...lost, ...doubled, ...stuck].some((what) => new RegExp(`\\b${code}\\b`).test(what));
}

function transcriptOf({ code, phone, written }: Member): string {
  const lines = phone.shown().map(({ from, date, text = '', reply_markup }) => {
    const labels = reply_markup?.inline_keyboard.flat().map((button) => button.text) ?? [];
    const who = from?.is_bot === true ? 'bot' : '   ';
    return `${new Date(date * 1000).toISOString()} ${who} ${text.replaceAll('\n', ' / ')} [${labels.join(' | ')}]`;
  });
  const answers = written.map(({ step, text, at }) => `${new Date(at).toISOString()} ${step} ${text}`);
  return [code, ...answers, '', ...lines, ''].join('\n');
}

function countRepeats({ phone }: Member): number {
  const seen = new Set<string>();
  let repeated = 0;
  for (const { text, reply_markup } of phone.heard()) {
    const buttons = JSON.stringify(reply_markup ?? null);
    const key = reply_markup === undefined ? `${text}` : buttons;
    if (seen.has(key)) repeated += 1;
    seen.add(key);
  }
  return repeated;
}
