import { dayOf } from '../../flows/rules/calendar.ts';
import { findPeople } from '../../models/organisation/person.ts';
import { listPostsIn } from '../../models/organisation/post.ts';
import { mayAnswerDifficulty, mayReadDifficulty } from '../../models/policies/difficulty.ts';
import { type Difficulty, findDifficulty, openDifficulty } from '../../models/review/difficulty.ts';
import { answerIdentity, isUnfinished } from '../forms/difficulty-answer.ts';
import { toLines } from '../queries/list-difficulties.ts';
import type { PersonSources } from '../queries/sources.ts';
import type { BotAction, ScreenParams } from '../talk/bot-action.ts';
import { presentDifficulty, type ShownDifficulty } from '../words/difficulties.ts';
import { defineScreen, open, type ScreenSubject } from './screen.ts';

type Facts =
  | (ShownDifficulty & {
      id: string;
      office: string | null;
      /** What the reader wrote to answer it, and did not hand in. */
      hasDraft: boolean;
      /** The reader may answer it, if nobody has. */
      mayAnswer: boolean;
      /** The page of the list, or of what was found in it, where it was opened. */
      place: ScreenParams;
    })
  | null;

/** One difficulty and its answer, to its office or to the person who reported it; null where there is none such. */
export const difficulty = defineScreen<Facts>({
  policy: mayReadDifficulty,
  readsPosts: true,
  leadsToForm: true,
  async load(sources, subject) {
    const found = await findDifficulty(sources.database, { id: String(subject.id ?? '') });
    return found === null || !isFor(found, subject) ? null : toFacts(sources, { found, subject });
  },
  offers(facts) {
    if (facts === null) return { actions: [open('home')] };
    const { id, office, answer, hasDraft, mayAnswer, place } = facts;
    if (office === null) return { actions: [openAt('my-difficulties', place), open('home')] };
    const params = { id, office };
    const answering: BotAction[] =
      (answer === null && mayAnswer) || hasDraft ? [{ do: 'begin', form: 'answer-difficulty', params }] : [];
    return { actions: [...answering, listOf({ place, isAnswered: answer !== null }), open('home')] };
  },
  label(action, facts) {
    if (action.do === 'begin') return facts?.hasDraft === true ? 'own-answer-draft' : undefined;
    return action.do === 'open' && action.params?.answered === 1 ? 'answered-difficulties' : undefined;
  },
  blocks: presentDifficulty,
});

/** The list in which the office found it, or finds it: of what waits, or of what is answered. */
function listOf({ place, isAnswered }: { place: ScreenParams; isAnswered: boolean }): BotAction {
  const isKnown = Object.keys(place).length > 0;
  return openAt('difficulties', isAnswered && !isKnown ? { answered: 1 } : place);
}

function openAt(screen: string, params: ScreenParams): BotAction {
  return Object.keys(params).length === 0 ? open(screen) : { do: 'open', screen, params };
}

/** What the way to it says of the list that it was opened from. */
function placeOf({ answered, search, page }: ScreenSubject): ScreenParams {
  const named = { answered, search, page };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What the ways to it name is checked against the difficulty itself. */
function isFor({ offices, asker }: Difficulty, { office, person }: ScreenSubject): boolean {
  return office === undefined ? asker === person : offices.includes(String(office));
}

async function toFacts(
  sources: PersonSources,
  { found, subject }: { found: Difficulty; subject: ScreenSubject },
): Promise<Facts> {
  const { person, office } = subject;
  const { database, keys, posts } = sources;
  const [[line], answerers, draft, whoAnswers] = await Promise.all([
    toLines(sources, [found]),
    findPeople(database, { codes: found.answer === null ? [] : [found.answer.by] }),
    office === undefined
      ? undefined
      : sources.stateOf(answerIdentity({ difficulty: found._id, author: person })),
    findWhoAnswers(sources, { found, person }),
  ]);
  if (line === undefined) return null;
  const { text, answer } = openDifficulty(keys, found);
  const { id, name, unit, at } = line;
  return {
    ...{ id, name, unit, at, text, whoAnswers, hasDraft: isUnfinished(draft) },
    ...{ office: office === undefined ? null : String(office), place: placeOf(subject) },
    mayAnswer: mayAnswerDifficulty({ kind: 'person', person, posts }, found),
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

/** Who answers what the reader reported to an office of their own. */
async function findWhoAnswers(
  { database, posts, now }: PersonSources,
  { found, person }: { found: Difficulty; person: string },
): Promise<ShownDifficulty['whoAnswers']> {
  const { asker, offices, answer } = found;
  const isOwn = asker === person && posts.some(({ collective }) => offices.includes(collective));
  if (!isOwn || answer !== null) return 'office';
  const holders = await listPostsIn(database, { collectives: offices, day: dayOf(now()) });
  return holders.some((post) => post.person !== person) ? 'others' : 'nobody';
}
