import { dayOf } from '../../flows/rules/calendar.ts';
import { findPeople } from '../../models/organisation/person.ts';
import { countingVersion, listSubmitted } from '../../models/review/submission.ts';
import type { PersonSources } from '../queries/sources.ts';
import { formatDate } from '../words/dates.ts';
import { defineAct } from './define-act.ts';
import { defineTasks } from './form.ts';
import { isPaperWay, paperPayload, paperWays } from './paper.ts';

/** No review that is asked about here is from before the plan (Plan 58-KH/ĐUK, 2018). */
const EARLIEST = '2018-01-01';
const MOST_FILES = 10;
const LONGEST = 30_000;

/** A self-review that a person of the unit handed in on paper, with a scan of it or what it says. */
export const recordPaper = defineAct({
  form: 'record-paper',
  command: 'record-paper-review',
  steps: ({ sayInAll, now }) => [
    { id: 'day', kind: 'date', min: EARLIEST, max: dayOf(now()) },
    { id: 'how', kind: 'choice', options: paperWays(sayInAll) },
    { id: 'files', kind: 'attachment', min: 1, max: MOST_FILES, when: { answer: 'how', is: ['scan'] } },
    { id: 'text', kind: 'text', long: true, min: 1, max: LONGEST, when: { answer: 'how', is: ['typed'] } },
  ],
  payload(sources, { person, answers, files, at }) {
    const how = answers.get('how') ?? '';
    const paper = {
      ...{ day: answers.get('day') ?? '', files, text: answers.get('text') ?? null },
      how: isPaperWay(how) ? how : 'kept',
    } as const;
    return paperPayload(sources, { person, paper, at });
  },
  tasks: defineTasks<CountingPaper>({
    load: findCountingPaper,
    whileAway: null,
    offers: () => [],
    blocks({ day, name }, { t, language }) {
      const about = { day: formatDate(day, language), name: name ?? '' };
      return [
        {
          type: 'status',
          text: t(name === null ? 'chat:home.entered-by-office' : 'chat:home.entered', about),
        },
      ];
    },
  }),
});

/** What the reader handed in on paper and counts; `name` is that of who recorded it, null for an operator. */
interface CountingPaper {
  day: string;
  name: string | null;
}

async function findCountingPaper(
  { database, reviews }: PersonSources,
  { person }: { person: string },
): Promise<CountingPaper | null> {
  const review = await reviews.findOpen(person);
  if (review === null) return null;
  const versions = await listSubmitted(database, { person });
  const counting = countingVersion(versions.filter(({ cycle }) => cycle === review.cycle.cycle));
  if (counting?.entry === undefined) return null;
  const { day, by } = counting.entry;
  if (by.kind === 'operator') return { day, name: null };
  const [found] = await findPeople(database, { codes: [by.person] });
  return { day, name: found?.name ?? by.person };
}
