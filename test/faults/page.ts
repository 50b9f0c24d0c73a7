import { isFine } from './judge.ts';
import type { Fault } from './run-trial.ts';
import type { Line } from './run-trials.ts';

const HEAD = [
  'fault',
  'trials',
  'as promised',
  'answers',
  'lost',
  'doubled',
  'stuck',
  'misled',
  'leaked',
  'said twice',
  'settled in, median s',
  'most s',
];

/** All trials of one run or several as a page that says on what and how they came about. */
export function pageOf(faults: readonly Fault[], lines: readonly Line[]): string {
  const sum = (count: (line: Line) => number) => lines.reduce((total, line) => total + count(line), 0);
  const missing = faults.filter(({ name }) => lines.every(({ fault }) => fault !== name));
  const commits = [...new Set(lines.map(({ commit }) => commit))];
  return `# Faults

${[...new Set(lines.map(({ machine }) => machine))].join('\n\n')}
${lines.length} trials of commit ${commits.join(', ')}, each from a seed of its own, with ${count(sum(({ outcome }) => outcome.members))}
members who join, answer six questions and do what people do besides, and ${count(sum(({ outcome }) => outcome.answers))} answers. How a trial
goes and what counts as lost, doubled, stuck, misled and said twice is told in [test/faults](../test/faults/README.md).

${tableOf(faults, lines)}
${missing.length === 0 ? '' : `\nNot tried this time: ${missing.map(({ name }) => name).join('; ')}.\n`}`;
}

function tableOf(faults: readonly Fault[], lines: readonly Line[]): string {
  const rows = faults.flatMap((fault) => {
    const trials = lines.filter((line) => line.fault === fault.name);
    return trials.length === 0 ? [] : [rowOf(fault, trials)];
  });
  const toLine = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [toLine(HEAD), toLine(HEAD.map(() => '---')), ...rows.map(toLine)].join('\n');
}

function rowOf(fault: Fault, lines: readonly Line[]): (string | number)[] {
  const outcomes = lines.map(({ outcome }) => outcome);
  const sum = (count: (outcome: Line['outcome']) => number) =>
    outcomes.reduce((total, one) => total + count(one), 0);
  const times = outcomes.map(({ settledIn }) => settledIn / 1000).toSorted((one, other) => one - other);
  return [
    fault.name,
    outcomes.length,
    outcomes.filter((outcome) => isFine(fault, outcome)).length,
    count(sum(({ answers }) => answers)),
    sum(({ lost }) => lost.length),
    sum(({ doubled }) => doubled.length),
    sum(({ stuck, asked, deaths }) => stuck.length + asked + deaths),
    sum(({ misled }) => misled.length),
    sum(({ leaked }) => leaked.length),
    sum(({ repeated }) => repeated),
    (times[Math.floor(times.length / 2)] ?? 0).toFixed(1),
    (times.at(-1) ?? 0).toFixed(1),
  ];
}

function count(number: number): string {
  return number.toLocaleString('en');
}
