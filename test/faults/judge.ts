import type { Fault, Outcome } from './run-trial.ts';

type Judged = Omit<Outcome, 'chats'>;

/** Whether a trial kept every promise. */
export function isFine({ saysOnce }: Fault, outcome: Judged): boolean {
  const { lost, doubled, stuck, misled, leaked, asked, deaths, repeated } = outcome;
  const wrong = [lost, doubled, stuck, misled, leaked].reduce((sum, list) => sum + list.length, 0);
  return wrong + deaths + asked === 0 && (repeated === 0 || saysOnce !== true);
}

/** One line about a trial, and one for each thing that is wrong, as far as there is room. */
export function describeTrial(fault: Fault, outcome: Judged): string {
  const { seed, members, answers, settledIn, repeated, asked, deaths, heldUp = 0 } = outcome;
  const { lost, doubled, stuck, misled, leaked } = outcome;
  const lists = Object.entries({ lost, doubled, stuck, misled, leaked });
  const counts = [
    ...lists.map(([kind, list]) => `${kind} ${list.length}`),
    `said twice ${repeated}, asked ${asked}, deaths ${deaths}`,
    ...(heldUp > 0 ? [`machine late by ${inSeconds(heldUp)}`] : []),
  ].join(', ');
  const verdict = isFine(fault, outcome) ? '✓' : '✗';
  const size = `${members} members, ${answers} answers`;
  const head = `${verdict} ${fault.name} #${seed}: ${size}, ${counts}, settled in ${inSeconds(settledIn)}`;
  const wrong = lists.flatMap(([kind, list]) => list.slice(0, 8).map((what) => `    ${kind}: ${what}`));
  return [head, ...wrong].join('\n');
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
