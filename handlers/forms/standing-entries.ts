import type { ChoiceStep, Text } from '../../flows/forms/definition.ts';
import { findOpenCycle } from '../../models/review/cycle.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { listStandingEntries, type StandingEntry } from '../queries/counting-entry.ts';
import type { Sources } from '../queries/sources.ts';
import { formatDate } from '../words/dates.ts';
import { joinTexts } from './define-act.ts';
import { memberOf } from './person-act.ts';

/** A version that is taken back; `delegate` is empty for a paper. */
interface Which {
  cycle: string;
  number: number;
  delegate: string;
}

/**
 * The question which version is taken back, of those that were entered for the person in the open cycle in one way and stand.
 * It tells of each whether it counts, and what counts afterwards. Nothing can be picked where there is none.
 */
export async function whichEntry(
  sources: Sources,
  of: { identity: DraftIdentity; how: StandingEntry['how'] },
): Promise<Pick<ChoiceStep, 'kind' | 'options'> & { id: 'which'; before: Text }> {
  const { sayInAll } = sources;
  const entries = await findEntries(sources, of);
  const lines = entries.map((entry) => entryText(sayInAll, entry));
  return {
    ...{ id: 'which', kind: 'choice' },
    options: entries.map((entry) => ({ id: idOf(entry), label: versionText(sayInAll, entry) })),
    before: lines.length === 0 ? sayInAll('chat:standing-entries.none') : joinTexts(lines, '\n'),
  };
}

/** The first day, `YYYY-MM-DD`, on which one of them was handed in; undefined where there is none. */
export async function firstDayOfEntries(
  sources: Sources,
  of: { identity: DraftIdentity; how: StandingEntry['how'] },
): Promise<string | undefined> {
  const days = (await findEntries(sources, of)).map(({ day }) => day);
  return days.toSorted()[0];
}

async function findEntries(
  { database, lately }: Sources,
  { identity, how }: { identity: DraftIdentity; how: StandingEntry['how'] },
): Promise<readonly StandingEntry[]> {
  const person = memberOf(identity);
  // Each act looks them up anew, and once it is done they may be others.
  const { entries } = await lately(`entries:${identity.subject.id}`, async () => {
    const cycle = (await findOpenCycle(database, { person }))?.cycle._id;
    const all = cycle === undefined ? [] : await listStandingEntries(database, { person, cycle });
    return { entries: all.filter((entry) => entry.how === how) };
  });
  return entries;
}

/** What was picked there. */
export function readWhich(answers: ReadonlyMap<string, string>): Which {
  const [cycle, number, delegate] = JSON.parse(answers.get('which') ?? '') as [string, number, string];
  return { cycle, number, delegate };
}

function idOf({ how, cycle, number, by }: StandingEntry): string {
  return JSON.stringify([cycle, number, how === 'delegate' ? by : '']);
}

type Say = Sources['sayInAll'];

/** "Bản giấy số 1, nộp ngày 20/11/2026: đang được tính là đã nộp. Rút bản này thì …" */
function entryText(say: Say, entry: StandingEntry): Text {
  const standing = say(`chat:standing-entries.${entry.counts ? 'counts' : 'uncounted'}`);
  const after =
    entry.after === null
      ? say('chat:standing-entries.nothing-after')
      : joinTexts([say('chat:standing-entries.after'), versionText(say, entry.after)], ' ');
  return joinTexts([joinTexts([versionText(say, entry), standing], ': '), after], ' ');
}

function versionText(say: Say, { how, number, day, name }: NonNullable<StandingEntry['after']>): Text {
  return say(`chat:standing-entries.${how}`, { number, day: formatDate(day, 'vi'), name: name ?? '' });
}
