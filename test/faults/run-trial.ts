import { setTimeout as wait } from 'node:timers/promises';
import { readCard } from './cards.ts';
import { checkExported } from './check-exported.ts';
import { checkTrial } from './check-trial.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import type { Findings, Tolerance } from './findings.ts';
import type { Member } from './member.ts';
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
  /** The messenger delivers nothing again of its own: what was taken is forgotten together with all else. */
  deliversOnce?: true;
  /** Nothing may be said twice, as nobody was killed or cut off who could have said it already. */
  saysOnce?: true;
}

/** What a fault may use of its trial. */
export interface TrialContext {
  seeded: Seeded;
  crowd: Crowd;
}

/** What came of one trial. */
export interface Outcome extends Findings {
  seed: number;
  members: number;
  /** Texts, files and picks that were sent as answers. */
  answers: number;
  /** Messages that a member saw twice. */
  repeated: number;
  /** People who had to write again because they heard nothing. */
  asked: number;
  /** Milliseconds by which the machine itself was late meanwhile; nobody's wait counts them. Older records have none. */
  heldUp?: number;
  /** Milliseconds from the end of the fault until everybody was done. */
  settledIn: number;
  /** Processes that ended by themselves. */
  deaths: number;
  /** What everybody saw on their phone of whom something is wrong. */
  chats: string[];
}

const DEFAULT_MEMBERS = 24;
const SETTLE_WITHIN_MS = 90_000;
/** After a loss conversations of earlier trials are brought back, too. */
const QUIET_WITHIN_MS = 60_000;

/** Lets members answer, strikes in the midst of it, waits until everybody is done, and looks at what is stored. */
export async function runTrial(stage: Stage, fault: Fault, seed: number): Promise<Outcome> {
  const seeded = createSeeded(seed);
  const { members: count = DEFAULT_MEMBERS, deliversOnce = false } = fault;
  const crowd = await startCrowd(stage, { count, seeded, deliversOnce });
  const { members } = crowd;
  const deathsBefore = countDeaths(stage);
  await wait(seeded.between(600, 2_400));
  const { tolerance, didNot } = await strike(stage, { fault, trial: { seeded, crowd } });
  await stage.mend();
  const ended = Date.now();
  await crowd.done({ withinMs: SETTLE_WITHIN_MS });
  crowd.end();
  const settledIn = Date.now() - ended;
  const findings = await checkWhenQuiet(stage, { members, tolerance });
  const exported = await checkExported(stage, { members, seeded });
  return {
    ...findings,
    lost: [...findings.lost, ...exported],
    stuck: [...didNot, ...findings.stuck],
    ...{ seed, settledIn, members: members.length, asked: crowd.asked().length },
    heldUp: crowd.heldUp(),
    answers: members.reduce((sum, { own }) => sum + own.sent().length, 0),
    repeated: members.reduce((sum, member) => sum + countRepeats(member), 0),
    chats: members
      .filter((member) => isNamed(member.code, findings) || crowd.asked().includes(member))
      .map(transcriptOf),
    deaths: countDeaths(stage) - deathsBefore,
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

function countDeaths({ processes }: Stage): number {
  return processes.reduce((sum, process) => sum + process.deaths(), 0);
}

/** What is under way at the end has a few seconds to come to rest. */
async function checkWhenQuiet(
  stage: Stage,
  checked: { members: readonly Member[]; tolerance: Tolerance },
): Promise<Findings> {
  const deadline = Date.now() + QUIET_WITHIN_MS;
  for (;;) {
    const findings = await checkTrial(stage, checked);
    const isFine = Object.values(findings).every((list) => list.length === 0);
    if (isFine || Date.now() > deadline) return findings;
    await wait(500);
  }
}

function isNamed(code: string, { lost, doubled, stuck, misled }: Findings): boolean {
  return [...lost, ...doubled, ...stuck, ...misled].some((what) => new RegExp(`\\b${code}\\b`).test(what));
}

/** What the member sent as answers, and all that stands on their phones. */
function transcriptOf({ code, phones, own }: Member): string {
  const answers = own.sent().map(({ step, piece }) => `${step} ${piece.kind} ${shorten(piece.value)}`);
  const chats = phones().flatMap((phone) => [
    `phone ${phone.id}`,
    ...phone.shown().map(({ from, date, text = '', reply_markup }) => {
      const labels = reply_markup?.inline_keyboard.flat().map((button) => button.text) ?? [];
      const who = from?.is_bot === true ? 'bot' : '   ';
      const what = shorten(text.replaceAll('\n', ' / '));
      return `${new Date(date * 1000).toISOString()} ${who} ${what} [${labels.join(' | ')}]`;
    }),
  ]);
  return [code, ...answers, '', ...chats, ''].join('\n');
}

/** The beginning and the end of a text, on a line. */
function shorten(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 100)} … ${text.slice(-50)} (${text.length})`;
}

/** Cards of joining are kept nowhere, and shown again whenever somebody asks. */
function isOfJoining(message: Parameters<typeof readCard>[0]): boolean {
  const card = readCard(message);
  return card?.has('yes') === true || card?.has('agree') === true;
}

function countRepeats({ phones }: Member): number {
  const seen = new Set<string>();
  let repeated = 0;
  for (const [number, phone] of phones().entries()) {
    for (const message of phone.heard()) {
      const { text, reply_markup } = message;
      if (isOfJoining(message)) continue;
      const buttons = JSON.stringify(reply_markup ?? null);
      const key = reply_markup === undefined ? `${number} ${text}` : buttons;
      if (seen.has(key)) repeated += 1;
      seen.add(key);
    }
  }
  return repeated;
}
