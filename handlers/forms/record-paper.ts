import { defineAct } from './define-act.ts';
import { isPaperWay, paperDaysFor, paperPayload, paperWays } from './paper.ts';

const MOST_FILES = 10;
const LONGEST = 30_000;

/** A self-review that a person of the unit handed in on paper, with a scan of it or what it says. */
export const recordPaper = defineAct({
  form: 'record-paper',
  command: 'record-paper-review',
  steps: async (sources, identity) => [
    { id: 'day', kind: 'date', ...(await paperDaysFor(sources, identity)) },
    { id: 'how', kind: 'choice', options: paperWays(sources.sayInAll) },
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
