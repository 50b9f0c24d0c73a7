import { createHash } from 'node:crypto';
import type { Pack } from '../packs/schema.ts';
import { type Condition, createFlow, type Flow, type Step, type Text } from './definition.ts';
import { fillText } from './placeholders.ts';
import { type Form, type FormFollowUp, type FormQuestion, ITEM_LISTS, type Role, SLUG } from './schema.ts';

/** A commitment, remedy or suggestion that a subject has: the organisation's own words, the same in both languages. */
export interface Item {
  /** Unique in its list and stable: the answer is stored under it. */
  id: string;
  text: string;
  /** Who suggested it, or where it was concluded or pointed out. */
  from?: string;
}

/** Who a person is to a form about them (Plan 58, II.3.2): what decides which questions are asked. */
export interface Subject {
  roles: readonly Role[];
  commitments: readonly Item[];
  remedies: readonly Item[];
  suggestions: readonly Item[];
}

/** A form of a pack, and whom it is about. */
export interface FormRequest {
  form: Form;
  subject: Subject;
}

/** A question as one step asks it: once, or once for each item. */
interface Asking {
  section: Text;
  question: FormQuestion;
  stepId: string;
  item?: { number: number; text: string; from?: string };
}

/**
 * The form that people with these roles hand in to make a record of kind `becomes`: the first form of the pack that asks
 * one of their roles. Undefined if no form asks them.
 */
export function findForm(
  pack: Pack,
  { becomes, roles }: { becomes: Form['becomes']; roles: readonly Role[] },
): Form | undefined {
  return pack.forms.find(
    (form) => form.becomes === becomes && form.asks.some((role) => roles.includes(role)),
  );
}

/**
 * Makes the flow of one form and its subject: the steps that the subject is asked, in the order of the form. The same
 * pack, form and subject always give the same flow. Throws an error when two items of one list have the same id,
 * because their answers would overwrite each other.
 */
export function compileForm(pack: Pack, request: FormRequest): Flow {
  const { form, subject } = request;
  const steps = form.sections.flatMap((section) =>
    section.questions
      .filter((question) => isAsked(question, subject))
      .flatMap((question) => askings({ section: section.heading, question }, subject))
      .flatMap((asking) => stepsOf(asking, pack)),
  );
  return createFlow({ id: form.id, version: flowVersion(pack, request), title: form.title, steps });
}

function isAsked(question: FormQuestion, subject: Subject): boolean {
  const { for: roles, ifNone } = question;
  if (ifNone !== undefined && subject[ifNone].length > 0) return false;
  return roles === undefined || roles.some((role) => subject.roles.includes(role));
}

function askings(asked: Pick<Asking, 'section' | 'question'>, subject: Subject): Asking[] {
  const { forEach, id } = asked.question;
  if (forEach === undefined) return [{ ...asked, stepId: id }];
  const items = subject[forEach];
  if (new Set(items.map((item) => item.id)).size < items.length) {
    throw new Error(`two ${forEach} of a subject have the same id`);
  }
  return items.map((item, index) => ({
    ...asked,
    stepId: `${id}/${stepIdPart(item.id)}`,
    item: {
      number: index + 1,
      text: item.text,
      ...(item.from === undefined ? {} : { from: item.from }),
    },
  }));
}

// An id of other letters becomes its hexadecimal code units; "x--" is never part of a slug, so none collide.
function stepIdPart(itemId: string): string {
  return SLUG.test(itemId) ? itemId : `x--${Buffer.from(itemId, 'utf16le').toString('hex')}`;
}

function stepsOf(asking: Asking, pack: Pack): Step[] {
  const { question, stepId } = asking;
  const { for: _for, forEach: _forEach, ifNone: _ifNone, followUps = [], ...own } = question;
  const first = stepOf({ asking, asked: own, id: stepId }, pack);
  const rest = followUps.map((asked) => stepOf({ asking, asked, id: `${stepId}/${asked.id}` }, pack));
  return [first, ...rest];
}

function stepOf(input: { asking: Asking; asked: FormFollowUp; id: string }, pack: Pack): Step {
  const { asking, asked, id } = input;
  const { source: _source, heading, prompt, help, when: _when, ...own } = asked;
  const filled = (text: Text) => fillItem(text, asking);
  const followUp = id !== asking.stepId;
  const when = conditionOf(asking, followUp ? asked.when : undefined);
  const shown = {
    id,
    section: asking.section,
    heading: filled(heading),
    prompt: filled(prompt),
    ...(help === undefined ? {} : { help: filled(help) }),
    ...(when === undefined ? {} : { when }),
    followUp,
  };
  if (own.kind === 'level') return { ...own, ...shown, kind: 'choice', options: pack.levels.options };
  if (own.kind === 'rank') return { ...own, ...shown, kind: 'choice', options: pack.ranks.options };
  if (own.kind === 'choices') {
    const { none, ...choices } = own;
    return { ...choices, ...shown, ...(none === undefined ? {} : { none }) };
  }
  return { ...own, ...shown };
}

function fillItem(text: Text, { item }: Asking): Text {
  return item === undefined ? text : fillText(text, { ...item, number: String(item.number) });
}

// A follow-up is asked only if its question is asked.
function conditionOf({ question, stepId }: Asking, ownOfFollowUp?: Condition): Condition | undefined {
  const conditions = [question.when, ownOfFollowUp]
    .filter((when) => when !== undefined)
    .map((when) => withStepIds(when, { question: question.id, stepId }));
  return conditions.length > 1 ? { all: conditions } : conditions[0];
}

function withStepIds(when: Condition, names: { question: string; stepId: string }): Condition {
  if ('any' in when) return { any: when.any.map((one) => withStepIds(one, names)) };
  if ('all' in when) return { all: when.all.map((one) => withStepIds(one, names)) };
  const [question, ...followUp] = when.answer.split('/');
  return question === names.question ? { ...when, answer: [names.stepId, ...followUp].join('/') } : when;
}

/** The version of the flow that `compileForm` makes: equal where the flows are. */
export function flowVersion(pack: Pack, { form, subject }: FormRequest): string {
  const items = ITEM_LISTS.map((list) => subject[list].map(({ id, text, from }) => [id, text, from ?? null]));
  const roles = [...new Set(subject.roles)].sort();
  const content = JSON.stringify([form.id, roles, items]);
  return `${pack.version}-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}
