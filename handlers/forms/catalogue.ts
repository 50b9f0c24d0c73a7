import type { FormalAct } from '../../flows/engine/events.ts';
import { answerDifficulty } from './answer-difficulty.ts';
import { answerFor } from './answer-for.ts';
import { endMembership } from './end-membership.ts';
import { endPost } from './end-post.ts';
import { endTemporaryMembership } from './end-temporary-membership.ts';
import { excusePerson } from './excuse-person.ts';
import { extendPerson } from './extend-person.ts';
import type { Form, FormCommand } from './form.ts';
import { includePerson } from './include-person.ts';
import { invitePerson } from './invite-person.ts';
import { moveMembership } from './move-membership.ts';
import { nameDelegate } from './name-delegate.ts';
import { recordPaper } from './record-paper.ts';
import { reportDifficulty } from './report-difficulty.ts';
import { selfReview } from './self-review.ts';
import { startMembership } from './start-membership.ts';
import { startPost } from './start-post.ts';
import { startTemporaryMembership } from './start-temporary-membership.ts';
import { undoMove } from './undo-move.ts';
import { withdrawAnsweredFor } from './withdraw-answered-for.ts';
import { withdrawDelegate } from './withdraw-delegate.ts';
import { withdrawForMember } from './withdraw-for-member.ts';
import { withdrawPaper } from './withdraw-paper.ts';

/** All forms by their names, which drafts keep. Home tells of them in this order. */
export const FORMS = {
  'self-review': selfReview,
  'answer-for': answerFor,
  'report-difficulty': reportDifficulty,
  'answer-difficulty': answerDifficulty,
  'invite-person': invitePerson,
  'end-membership': endMembership,
  'start-membership': startMembership,
  'move-membership': moveMembership,
  'start-temporary-membership': startTemporaryMembership,
  'end-temporary-membership': endTemporaryMembership,
  'extend-person': extendPerson,
  'excuse-person': excusePerson,
  'include-person': includePerson,
  'start-post': startPost,
  'end-post': endPost,
  'record-paper': recordPaper,
  'name-delegate': nameDelegate,
  'withdraw-delegate': withdrawDelegate,
  'withdraw-answered-for': withdrawAnsweredFor,
  'withdraw-paper': withdrawPaper,
  'withdraw-for-member': withdrawForMember,
  'undo-move': undoMove,
} as const satisfies Record<string, Form>;

type FormName = keyof typeof FORMS;
/** The words that begin forms. */
export type FormWord = (typeof FORMS)[FormName]['word'];
/** The commands that formal acts in drafts become. */
type FormCommandName = CommandsOf<(typeof FORMS)[FormName]>['name'];
type CommandsOf<Each> = Each extends { commands: infer Commands }
  ? Commands[keyof Commands & FormalAct]
  : never;

/** The form that words such as "tổng quan" are about where no draft is in front. */
export const FIRST_FORM: FormName = 'self-review';

/** The form of that name; nothing for a name that is not in the catalogue, as a newer program may have left it. */
export function formOf(name: string): Form | undefined {
  return Object.hasOwn(FORMS, name) ? FORMS[name as FormName] : undefined;
}

/** The command that a formal act in a draft of a form becomes; nothing where there is no such form or act. */
export function commandOf(form: string, act: FormalAct): string | undefined {
  return formOf(form)?.commands[act]?.name;
}

/**
 * The act that a command of a form records, and how its payload is read: by that form where several become it. Throws for any
 * other name.
 */
export function findFormCommand(
  name: string,
  form?: string,
): {
  act: FormalAct;
  command: FormCommand<FormCommandName>;
} {
  const all = Object.entries<Form>(FORMS).flatMap(([of, { commands }]) =>
    Object.entries(commands).map(([act, command]) => ({ of, act: act as FormalAct, command })),
  );
  const named = all.filter(({ command }) => command.name === name);
  const found = named.find(({ of }) => of === form) ?? named[0];
  if (found === undefined) throw new Error(`no form becomes ${name}`);
  return found as { act: FormalAct; command: FormCommand<FormCommandName> };
}
