import { describeMachine } from '../support/describe-machine.ts';
import type { Fault, Outcome } from './run-trial.ts';

/** Whether a trial kept every promise. */
export function isFine({ saysOnce }: Fault, outcome: Outcome): boolean {
  const { lost, doubled, stuck, leaked, asked, deaths, repeated } = outcome;
  const wrong = lost.length + doubled.length + stuck.length + leaked.length + deaths;
  return wrong === 0 && asked === 0 && (repeated === 0 || saysOnce !== true);
}

/** One line about a trial, and one for each thing that is wrong. */
export function describeTrial(fault: Fault, outcome: Outcome): string {
  const { seed, answers, settledIn, lost, doubled, stuck, leaked, repeated, asked, deaths } = outcome;
  const counts = `lost ${lost.length}, doubled ${doubled.length}, stuck ${stuck.length}, said twice ${repeated}, asked ${asked}, deaths ${deaths}`;
  const verdict = isFine(fault, outcome) ? '✓' : '✗';
  const head = `${verdict} ${fault.name} #${seed}: ${answers} answers, ${counts}, settled in ${(settledIn / 1000).toFixed(1)} s`;
  const wrong = [
    ...lost.map(told('lost')),
    ...doubled.map(told('doubled')),
    ...stuck.map(told('stuck')),
    ...leaked.map(told('leaked')),
  ];
  return [head, ...wrong.slice(0, 12)].join('\n');
}

function told(kind: string): (what: string) => string {
  return (what) => `    ${kind}: ${what}`;
}

/** The table as a page that says on what and how it came about, and what its columns mean. */
export function pageOf(rows: Parameters<typeof tableOf>[0]): string {
  const trials = rows.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
  return `# Faults

${describeMachine('npm run test:faults')}
${trials} trials, seeds from 1 on, one bot and one worker, members who answer six questions each; how a trial goes and
what counts as lost, doubled, stuck and said twice is told in [test/faults](../test/faults/README.md).

${tableOf(rows)}
`;
}

/** The table of all trials, in Markdown. */
export function tableOf(rows: readonly { fault: Fault; outcomes: readonly Outcome[] }[]): string {
  const head = [
    'fault',
    'trials',
    'answers',
    'lost',
    'doubled',
    'stuck',
    'leaked',
    'said twice',
    'settled in, median s',
    'most s',
  ];
  const lines = rows.map(({ fault, outcomes }) => {
    const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
    const times = outcomes.map(({ settledIn }) => settledIn / 1000).toSorted((one, other) => one - other);
    return [
      fault.name,
      outcomes.length,
      sum(({ answers }) => answers),
      sum(({ lost }) => lost.length),
      sum(({ doubled }) => doubled.length),
      sum(({ stuck, asked, deaths }) => stuck.length + asked + deaths),
      sum(({ leaked }) => leaked.length),
      sum(({ repeated }) => repeated),
      (times[Math.floor(times.length / 2)] ?? 0).toFixed(1),
      (times.at(-1) ?? 0).toFixed(1),
    ];
  });
  const toLine = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [toLine(head), toLine(head.map(() => '---')), ...lines.map(toLine)].join('\n');
}
