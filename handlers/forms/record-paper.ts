import { dayOf } from '../../flows/rules/calendar.ts';
import { defineAct } from './define-act.ts';
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
});
