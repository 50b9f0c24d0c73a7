import { findPeople } from '../../models/organisation/person.ts';
import { mayReadDifficulty } from '../../models/policies/difficulty.ts';
import { type Difficulty, findDifficulty, openDifficulty } from '../../models/review/difficulty.ts';
import { answerIdentity } from '../forms/difficulty-answer.ts';
import { toLines } from '../queries/list-difficulties.ts';
import type { PersonSources } from '../queries/sources.ts';
import type { BotAction } from '../talk/bot-action.ts';
import { presentDifficulty, type ShownDifficulty } from '../words/difficulties.ts';
import { defineScreen, open, type ScreenSubject } from './screen.ts';

type Facts = (ShownDifficulty & { id: string; office: string | null; hasDraft: boolean }) | null;

/** One difficulty and its answer, to its office or to the person who reported it; null where there is none such. */
export const difficulty = defineScreen<Facts>({
  policy: mayReadDifficulty,
  readsPosts: true,
  async load(sources, subject) {
    const found = await findDifficulty(sources.database, { id: String(subject.id ?? '') });
    return found === null || !isFor(found, subject) ? null : toFacts(sources, { found, subject });
  },
  offers(facts) {
    if (facts === null) return { actions: [open('home')] };
    const { id, office, answer, hasDraft } = facts;
    if (office === null) return { actions: [open('my-difficulties'), open('home')] };
    const params = { id, office };
    const answering: BotAction[] =
      answer === null || hasDraft ? [{ do: 'begin', form: 'answer-difficulty', params }] : [];
    return { actions: [...answering, open('difficulties'), open('home')] };
  },
  label: (action, facts) =>
    action.do === 'begin' && facts?.hasDraft === true ? 'own-answer-draft' : undefined,
  blocks: presentDifficulty,
});

/** What the ways to it name is checked against the difficulty itself. */
function isFor({ offices, asker }: Difficulty, { office, person }: ScreenSubject): boolean {
  return office === undefined ? asker === person : offices.includes(String(office));
}

async function toFacts(
  sources: PersonSources,
  { found, subject }: { found: Difficulty; subject: ScreenSubject },
): Promise<Facts> {
  const { person, office } = subject;
  const [lines, answerers, draft] = await Promise.all([
    toLines(sources, { difficulties: [found], search: '' }),
    findPeople(sources.database, { codes: found.answer === null ? [] : [found.answer.by] }),
    office === undefined
      ? undefined
      : sources.stateOf(answerIdentity({ difficulty: found._id, author: person })),
  ]);
  const [line] = lines;
  if (line === undefined) return null;
  const { text, answer } = openDifficulty(sources.keys, found);
  return {
    ...{
      id: found._id,
      office: office === undefined ? null : String(office),
      name: line.name,
      unit: line.unit,
    },
    ...{ at: line.at, text, hasDraft: draft !== undefined && draft.draft.facts.submission === null },
    answer:
      answer === null || found.answer === null
        ? null
        : {
            text: answer,
            at: found.answer.answeredAt.toISOString(),
            by: answerers[0]?.name ?? found.answer.by,
          },
  };
}
