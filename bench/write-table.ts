import type { Measure } from './measure.ts';
import { FLOOD_MESSAGES, type Flood } from './measure-flood.ts';
import type { Growth } from './measure-growth.ts';
import { IMPORTED_PEOPLE, type Import } from './measure-import.ts';
import { ceilingOf, NAMES, PACED_SHARE, type Result } from './measure-speed.ts';

const HEADS = [
  'people',
  'API delay',
  'bot',
  'answers/s',
  'of ceiling',
  'p50 ms',
  'p99 ms',
  'CPU s per 1,000',
  'peak MB',
  'paced/s',
  'paced p50 ms',
  'paced p99 ms',
  'paced CPU s per 1,000',
];

/** The whole table, with notes on how to read it. */
export function writeTable(results: readonly Result[]): string {
  const rows = results.map((result) => rowOf(result, results));
  const busiest = Math.max(...results.map(({ full }) => full.messengerLoad));
  return [
    'At full load people answer as soon as they have a reply, so p99 there is people over answers',
    `a second. At the paced load people think before they answer, so that ${100 * PACED_SHARE} % of the ceiling is used: that`,
    'is where update-to-reply says something. The ceiling is a grammY bot that replies "Đã nhận." to everything, with',
    'no state, no file and no database: with `bot.start()`, which waits for each reply before it takes the next update;',
    'with an API that takes its time such a bot does nothing but wait, so there the one that does not wait is the ceiling.',
    `The emulated messenger was busy for ${Math.round(100 * busiest)} % of the time at most.`,
    '',
    ...asTable(HEADS, rows),
  ].join('\n');
}

/** How long an import takes, and what it needs. */
export function writeImports(imports: readonly Import[]): string {
  const rows = imports.map(({ what, seconds, progressLines, megabytes }) => [
    ...[what, seconds.toFixed(1), String(progressLines), megabytes.toFixed(0)],
  ]);
  const heads = [
    `${IMPORTED_PEOPLE.toLocaleString('en')} people from`,
    'seconds',
    'progress lines',
    'peak MB',
  ];
  return asTable(heads, rows).join('\n');
}

/** Lines of a markdown table. */
function asTable(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** A list of the aims, with whether each is met. */
export function writeAims(results: readonly Result[]): string {
  return results
    .flatMap((result) => aimsOf(result, results))
    .map(({ text, met }) => `- ${met ? 'met' : '**missed**'}: ${text}`)
    .join('\n');
}

function rowOf(result: Result, all: readonly Result[]): string[] {
  const { load, name, full, paced, peakMegabytes } = result;
  return [
    load.people.toLocaleString('en'),
    `${load.delayMs} ms`,
    name,
    full.perSecond.toFixed(0),
    shareOf(result, all).toFixed(2),
    full.p50.toFixed(1),
    full.p99.toFixed(1),
    full.cpuPerThousand.toFixed(3),
    peakMegabytes.toFixed(0),
    ...pacedCells(paced),
  ];
}

function pacedCells(paced: Measure | undefined): string[] {
  if (paced === undefined) return ['', '', '', ''];
  const { perSecond, p50, p99, cpuPerThousand } = paced;
  return [perSecond.toFixed(0), p50.toFixed(1), p99.toFixed(1), cpuPerThousand.toFixed(3)];
}

function shareOf({ load, full }: Result, all: readonly Result[]): number {
  const ceiling = all.find((other) => other.load === load && other.name === ceilingOf(load));
  return full.perSecond / (ceiling?.full.perSecond ?? Number.NaN);
}

interface Aim {
  text: string;
  met: boolean;
}

function aimsOf(result: Result, all: readonly Result[]): Aim[] {
  const { load, name, full, paced } = result;
  if (name !== NAMES.few && name !== NAMES.many) return [];
  const where = `${load.people.toLocaleString('en')} people, ${load.delayMs} ms, ${name}`;
  const least = load.delayMs === 0 ? 0.6 : 0.9;
  const share = shareOf(result, all);
  const aims = [
    { text: `${where}: ${share.toFixed(2)} of the ceiling, at least ${least}`, met: share >= least },
    {
      text: `${where}: ${full.cpuPerThousand.toFixed(3)} CPU s per 1,000 answers, at most 0.55`,
      met: full.cpuPerThousand <= 0.55,
    },
    {
      text: `${where}: ${result.peakMegabytes.toFixed(0)} MB, at most 220`,
      met: result.peakMegabytes <= 220,
    },
  ];
  if (paced !== undefined && load.people === 50 && load.delayMs === 0) {
    aims.push({
      text: `${where}: p99 ${paced.p99.toFixed(1)} ms at the paced load, at most 10`,
      met: paced.p99 <= 10,
    });
  }
  const few = all.find((other) => other.load === load && other.name === NAMES.few);
  if (name === NAMES.many && few !== undefined) {
    const times = full.cpuPerThousand / few.full.cpuPerThousand;
    aims.push({
      text: `${where}: ${times.toFixed(2)} times the CPU of 12 questions, at most 1.05`,
      met: times <= 1.05,
    });
  }
  return aims;
}

const GROWTH_HEADS = [
  'drafts',
  'answers/s',
  'CPU s per 1,000',
  'peak MB',
  'start-up s',
  'Redis bytes per person',
];

/** The table of reply times while one member floods the bot, and whether the aim is met. */
export function writeFlood(floods: readonly Flood[]): string {
  const rows = floods.map(({ idle, flooded }, index) => [
    String(index + 1),
    ...[idle.p50, idle.p95, flooded.p50, flooded.p95].map((ms) => ms.toFixed(1)),
    (flooded.p95 / idle.p95).toFixed(2),
  ]);
  return [
    '50 people answer about once a second each. In the second half of each round one more member sends',
    `${FLOOD_MESSAGES.toLocaleString('en')} messages as fast as the messenger takes them. Aim: p95 of the others at most twice as long.`,
    '',
    ...asTable(['round', 'p50 ms', 'p95 ms', 'flooded p50 ms', 'flooded p95 ms', 'times'], rows),
  ].join('\n');
}

/** The table of the cost of more people. */
export function writeGrowth(grown: readonly Growth[]): string {
  const rows = grown.map(({ drafts, full, peakMegabytes, startSeconds, redisBytes }) => [
    drafts.toLocaleString('en'),
    full.perSecond.toFixed(0),
    full.cpuPerThousand.toFixed(3),
    peakMegabytes.toFixed(0),
    startSeconds.toFixed(1),
    redisBytes.toFixed(0),
  ]);
  return [
    'So many people have a draft in Redis and its copy in MongoDB, 200 of them answer at one time (48 questions, full load).',
    'The bot is started anew for each row; start-up is until it takes updates.',
    '',
    ...asTable(GROWTH_HEADS, rows),
  ].join('\n');
}
