import type { FormalAct } from '../../flows/engine/events.ts';
import type { Answers } from '../../flows/engine/state.ts';
import type { Post } from '../../models/organisation/post.ts';
import type { Delegation } from '../../models/review/delegation.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import type { CommandName, PayloadOf, ResultOf } from '../commands/catalogue.ts';
import type { Block } from '../ports.ts';
import type { Questions } from '../queries/questions.ts';
import type { PersonSources, Sources } from '../queries/sources.ts';
import type { BotAction, ScreenParams } from '../talk/bot-action.ts';
import type { HandedOver } from '../talk/output.ts';
import type { PresentContext } from '../words/context.ts';

/**
 * A form that people hand in: which draft it is written in, what that asks, and what handing it in becomes. Its own
 * words stand below `chat:forms.<name>`.
 */
export interface Form {
  /** The typed word that begins it; also the name of its label below `chat:actions`. */
  word: string;
  /**
   * The draft in which a person begins the form, or goes on with it; a screen that says why they cannot, or null, which
   * leads home.
   */
  begin(
    sources: PersonSources,
    wish: { person: string; params: ScreenParams },
  ): Promise<DraftIdentity | Instead | null>;
  /**
   * What a draft of the form is asked; null where it is not asked any longer. `picked` is the code of whom it is about, where
   * they were picked in it.
   */
  openQuestions(sources: Sources, identity: DraftIdentity, picked?: string): Promise<Questions | null>;
  /** What a draft was asked that is not asked any longer; null where that is not known. */
  closedQuestions(sources: Sources, identity: DraftIdentity, picked?: string): Promise<Questions | null>;
  /** What is said to words that come once it is not asked for any longer, as a name below `chat:problems`. */
  onceClosed?: { problem: string };
  /** What the formal acts in a draft of it become. */
  commands: { readonly [Act in FormalAct]?: FormCommand } & { readonly submit: FormCommand };
  /** What home tells of it. */
  tasks?: Tasks;
  /**
   * How one goes on with a draft of it that was left half: what it is begun with, whatever its answers; and the code of whom
   * it is for. Home tells of such drafts.
   */
  goOn?(draft: { identity: DraftIdentity; answers: Answers }): { params: ScreenParams; whom?: string };
  /**
   * What is offered beside home once it was handed in for good (`isDone`), or given up; `picked` is whom it is about, picked
   * in it.
   */
  leadsTo?(draft: {
    identity: DraftIdentity;
    picked?: string | undefined;
    isDone: boolean;
  }): readonly BotAction[];
}

/** The screen that is shown where a form cannot be begun. */
export interface Instead {
  screen: string;
  params?: ScreenParams;
}

/** A command that a formal act becomes, and how its payload is read. */
export interface FormCommand<Name extends CommandName = CommandName> {
  name: Name;
  read(sources: PayloadSources, act: FrozenAct): PayloadOf<Name> | Promise<PayloadOf<Name>>;
  /** What the person is handed of the result, which is kept nowhere; nothing where the process dies before it is told. */
  handOver?: HandOver;
}

type HandOver = (result: unknown, payload: unknown) => HandedOver | null;

/** What payloads are read with. */
export interface PayloadSources extends Sources {
  /** Words of a draft by their parts. */
  readTexts(person: string, wish: { draft: string; parts: readonly number[] }): Promise<Map<number, string>>;
}

/** A formal act in a draft. `frozen` is the JSON of what it was when the person did it. */
export interface FrozenAct {
  person: string;
  draft: string;
  identity: DraftIdentity;
  frozen: string;
}

/** Who looks at home. */
export interface Reader {
  person: string;
  /** The posts that they hold today; read once for all forms. Rejects while the system of record is away. */
  posts(): Promise<readonly Post[]>;
  /** In which they answer for others, or others for them, the oldest first; read once and rejects as `posts` does. */
  delegations(): Promise<readonly Delegation[]>;
}

/** What there is to do about something, as home tells it. `Facts` are small and plain JSON. */
export interface Tasks<Facts = unknown> {
  /** Null where there is nothing to tell. */
  load(sources: PersonSources, reader: Reader): Promise<Facts | null>;
  /** The ways on, most likely first. */
  offers(facts: Facts): readonly BotAction[];
  /** The label of a way on, as a name below `chat:actions`, where it is not its word. */
  label?(action: BotAction, facts: Facts): string | undefined;
  /** What is told while the system of record is away, which `load` needs. */
  whileAway?: NoInfer<Facts> | null;
  blocks(facts: Facts, context: PresentContext): Block[];
}

/** Defines a form; the catalogue knows the names of its commands. */
export function defineForm<const Defined extends Form>(form: Defined): Defined {
  return form;
}

/** Ties what is read, and what of the result is handed over, to the command that takes it. */
export function formCommand<const Name extends CommandName>(
  command: Omit<FormCommand<Name>, 'handOver'> & {
    handOver?: (result: ResultOf<Name>, payload: PayloadOf<Name>) => HandedOver | null;
  },
): FormCommand<Name> {
  const { handOver, ...rest } = command;
  // The job that hands over has the result of the command that is named.
  return { ...rest, ...(handOver && { handOver: handOver as HandOver }) };
}

/** Defines tasks with the type of their facts, which home does not know. */
export function defineTasks<Facts>(tasks: Tasks<Facts>): Tasks {
  return tasks as Tasks;
}
