import type { FileReference, FlowState } from '../../flows/engine/state.ts';
import type { About, Remark, Step, Text } from '../../flows/forms/definition.ts';
import { EARLIEST_DAY, LATEST_DAY } from '../../flows/rules/calendar.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { CommandName, PayloadOf, ResultOf } from '../commands/catalogue.ts';
import type { Questions } from '../queries/questions.ts';
import type { Sources } from '../queries/sources.ts';
import type { HandedOver } from '../talk/output.ts';
import { findOptionOf } from '../words/context.ts';
import { defineForm, formCommand, type Tasks } from './form.ts';
import { ownQuestions, readOwnAnswers } from './own-questions.ts';
import {
  aboutMember,
  aboutPicked,
  beginAct,
  goOnFor,
  leadOn,
  memberAt,
  memberNamed,
  type Whom,
} from './person-act.ts';

/** What is handed in for a person: who it is, what was answered by the ids of the steps, the files, and when. */
export interface ActAnswers {
  person: string;
  answers: ReadonlyMap<string, string>;
  files: readonly FileReference[];
  at: Date;
}

/** Days that can be asked for where it is not known whom it is about, or the command takes any. */
export const ANY_DAY = { min: EARLIEST_DAY, max: LATEST_DAY } as const;

interface Asking {
  form: string;
  /** It begins only where it is known whom it is about, since that decides what is asked. */
  needsMember?: true;
  /** For whom it can succeed, where that is not everybody; asked where the way there names nobody. */
  whom?: Whom;
  /** What is asked besides who it is; headings and prompts are added. Null where it cannot be asked. */
  steps(
    sources: Sources,
    identity: DraftIdentity,
  ): readonly UnnamedStep[] | null | Promise<readonly UnnamedStep[] | null>;
  /** What is said before it is recorded, beside what every such act says. */
  note?(sources: Sources, identity: DraftIdentity): Promise<Text | undefined>;
  /** What is said before it is recorded, of what was answered for a person. */
  remark?(sources: Sources): Promise<(person: string, ...answers: Parameters<Remark>) => ReturnType<Remark>>;
}

/**
 * A form in which a secretary does something for one person of their unit. It is handed in once, after all of it was shown
 * again with the person's name, and becomes a command. Its words, those of its steps among them, stand below
 * `chat:forms.<form>`.
 */
export function defineAct<const Name extends string, const Command extends CommandName>(
  act: Asking & {
    form: Name;
    command: Command;
    payload(sources: Sources, given: ActAnswers): PayloadOf<Command> | Promise<PayloadOf<Command>>;
    handOver?: (result: ResultOf<Command>, payload: PayloadOf<Command>) => HandedOver | null;
    tasks?: Tasks;
    /** Everybody may also do it for themselves, which is what is meant where the way there names nobody. */
    forOneself?: true;
    /** Once it is recorded, the secretary may lead the person no longer, and sees the people of the unit instead. */
    leadsAway?: true;
  },
) {
  const { form, command: name, payload, handOver, tasks, forOneself, needsMember, leadsAway } = act;
  const questionsOf = async (sources: Sources, identity: DraftIdentity, picked?: string) =>
    (await askOf(sources, { act, identity, picked })) ??
    // Who was picked, and for whom it cannot succeed any longer, is kept, and the command says why.
    (picked ? askOf(sources, { act, identity }) : null);
  return defineForm({
    word: form,
    leadsTo: ({ identity, picked, isDone }) =>
      leadOn(identity, { picked, isAway: leadsAway === true && isDone }),
    begin: (sources, { person: author, params }) =>
      beginAct(sources, {
        ...{ form, author, params },
        ...(forOneself && { forOneself }),
        ...(needsMember && { needsMember }),
        canGoOn: async (state, identity) => {
          const fresh: Sources = { ...sources, lately: (_name, load) => load() };
          const questions = await askOf(fresh, { act, identity, picked: memberAt(identity, state) });
          return questions !== null && isStillAsked(questions, state);
        },
      }),
    goOn: goOnFor,
    openQuestions: questionsOf,
    closedQuestions: questionsOf,
    commands: {
      submit: formCommand({
        name,
        async read(sources, frozen) {
          const given = await readOwnAnswers(sources, frozen);
          return payload(sources, {
            ...given,
            person: memberNamed(frozen.identity, (step) => given.answers.get(step)),
          });
        },
        ...(handOver && { handOver }),
      }),
    },
    ...(tasks && { tasks }),
  });
}

type Unnamed<Each> = Each extends Step
  ? Omit<Each, 'section' | 'heading' | 'prompt' | 'followUp' | 'required'> & { required?: boolean }
  : never;
/** A step without its words. */
type UnnamedStep = Unnamed<Step> & {
  /** Where its words stand, if not below its id. */
  words?: string;
  /** What is said before its prompt. */
  before?: Text;
};

/** The questions of an act, the first of them telling who it is about; null where there is no such person. */
async function askOf(
  sources: Sources,
  wish: { act: Asking; identity: DraftIdentity; picked?: string | undefined },
): Promise<Questions | null> {
  const { sayInAll } = sources;
  const { identity, picked } = wish;
  const { form, steps, whom, note, remark } = wish.act;
  const whole = aboutPicked(identity, picked);
  const title = sayInAll(`chat:forms.${form}.title`);
  const [about, asked, noted, remarkOn] = await Promise.all([
    aboutMember(sources, identity, { section: title, whom }),
    steps(sources, whole),
    note?.(sources, whole),
    remark?.(sources),
  ]);
  if (about === null || asked === null || asked.some(hasNoDay)) return null;
  const { card, who } = about;
  const told =
    card && sayInAll('chat:person-act.about', { name: card.name, unit: card.unit, code: card.code });
  const named = asked.map(({ words, before, ...step }, index): Step => {
    const prompt = sayInAll(`chat:forms.${form}.${words ?? step.id}.prompt`);
    return {
      ...{ required: true, ...step, section: title, followUp: false },
      heading: sayInAll(`chat:forms.${form}.${words ?? step.id}.heading`),
      prompt: joinTexts(
        [...(index === 0 && told ? [told] : []), ...(before ? [before] : []), prompt],
        '\n\n',
      ),
    };
  });
  const whose = aboutOf(title, about);
  return ownQuestions(identity, {
    ...{ title, steps: [...who, ...named] },
    about: (whose ?? noted ?? remarkOn) && {
      ...whose,
      ...(noted && { note: noted }),
      ...(remarkOn && { remark: (chosen) => remarkOn(memberNamed(identity, chosen), chosen) }),
    },
  });
}

/**
 * Whether all that was answered is still about what is asked: another leaving, or another paper, is not told or taken back
 * by what was said of the one before.
 */
function isStillAsked({ flow: { steps, indexOf } }: Questions, { draft: { answers } }: FlowState): boolean {
  return Object.entries(answers).every(([id, answer]) => {
    const step = steps[indexOf.get(id) ?? -1];
    return step !== undefined && (answer.kind !== 'choice' || findOptionOf(step, answer.value) !== undefined);
  });
}

/** Whether a day is asked for where none can be given. */
function hasNoDay(step: UnnamedStep): boolean {
  return step.kind === 'date' && step.max < step.min;
}

/** The act and the name, for each card of it; nothing where somebody does it for themselves. */
function aboutOf(
  title: Text,
  { card, who: [asked] }: NonNullable<Awaited<ReturnType<typeof aboutMember>>>,
): About | undefined {
  if (card !== undefined) return { text: joinTexts([title, sayName(card.name)], ' · ') };
  return asked && { text: title, pickedAt: asked.id };
}

function sayName(name: string): Text {
  return { vi: name, en: name };
}

/** What is said before a prompt: that which is recorded and would become another; nothing where nothing is. */
export function beforeOf(recorded: readonly Text[]): { before?: Text } {
  return recorded.length === 0 ? {} : { before: joinTexts(recorded, '\n') };
}

/** Texts one after the other, in every language. */
export function joinTexts(texts: readonly Text[], between: string): Text {
  return { vi: texts.map(({ vi }) => vi).join(between), en: texts.map(({ en }) => en).join(between) };
}
