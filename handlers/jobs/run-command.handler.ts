import type { ConversationStore } from '../../models/chat/conversation.ts';
import { type CommandOutcome, findOutcome } from '../../models/command.ts';
import { readIdentity } from '../../models/review/draft.ts';
import { AppError } from '../../models/store/errors.ts';
import { runCommand } from '../commands/run-command.ts';
import { findFormCommand } from '../forms/catalogue.ts';
import type { FrozenAct } from '../forms/form.ts';
import type { Log } from '../ports.ts';
import type { Sources } from '../queries/sources.ts';
import type { Announce } from '../talk/announce.ts';
import { frozenField } from '../talk/draft.ts';
import type { PendingCommand } from '../talk/outbox-item.ts';
import type { HandedOver } from '../talk/output.ts';
import type { Outcome } from '../talk/situation.ts';
import type { CommandJob } from './catalogue.ts';
import { tellOthers } from './tell-others.ts';

interface Dependencies {
  store: ConversationStore;
  sources: Sources;
  announce: Announce;
  /** Copies a draft to the system of record. */
  copy(draft: { person: string; id: string }): Promise<void>;
  now(): Date;
  log: Log;
}

/**
 * Runs a pending command of a conversation as its person, then tells the outcome. Safe to run twice: a command that is
 * done is no longer pending, or its outcome is found. Throws `command-waits` while the command before it has no outcome.
 */
export function createRunCommand(dependencies: Dependencies): (job: CommandJob) => Promise<void> {
  return async ({ person, command: id }) => {
    const { store, announce, log } = dependencies;
    const json = await store.readCommand(person, id);
    // The command has its outcome, and the person was told.
    if (json === null) return;
    const pending = JSON.parse(json) as PendingCommand;
    await demandTurn(dependencies, person, pending);
    const frozen = await readFrozen(dependencies, person, pending);
    if (frozen === undefined) {
      log.warn({ person, command: id }, 'What a command was to record is recorded already, or was lost');
    }
    // Ids of outbox entries are unique in their conversation only.
    const call = `${person}/${id}`;
    const { outcome, handedOver } = await (frozen === undefined
      ? findKnown(dependencies, call)
      : run(dependencies, { id: call, pending, frozen }));
    // Before its person, because with the word of its outcome the command is over.
    const concerned = outcome.status === 'recorded' ? (outcome.news ?? []) : [];
    const people = [person, ...concerned.flatMap((one) => one.people)];
    await tellOthers(dependencies, { people });
    if (handedOver !== null) {
      await announce(person, { key: `handed:${id}`, news: { type: 'handed-over', output: handedOver } });
    }
    await announce(person, { key: `news:${id}`, news: toNews(id, { pending, outcome }) });
  };
}

/** Throws unless the command before it on the same draft is done, because the queue does not keep an order. */
async function demandTurn({ store }: Dependencies, person: string, { after }: PendingCommand): Promise<void> {
  if (after === undefined || (await store.readCommand(person, after)) === null) return;
  throw new AppError('command-waits', { message: 'The command before it has no outcome yet' });
}

/** The frozen act; undefined if it has its outcome already, or was lost together with its draft. */
async function readFrozen(
  { store, copy }: Dependencies,
  person: string,
  { name, draft, number }: PendingCommand,
): Promise<FrozenAct | undefined> {
  const stored = await store.loadDraft(person, draft);
  const frozen = stored?.fields[frozenField(findFormCommand(name).act, number)];
  if (stored === null || frozen === undefined) return undefined;
  // The draft is copied first, so that a restored draft knows every recorded version number even if Redis is lost.
  await copy({ person, id: draft });
  return { person, draft, frozen, identity: readIdentity(stored.identity) };
}

interface Ended {
  outcome: CommandOutcome;
  /** Only for the run that recorded it. */
  handedOver: HandedOver | null;
}

async function run(
  dependencies: Dependencies,
  command: { id: string; pending: PendingCommand; frozen: FrozenAct },
): Promise<Ended> {
  const { now, sources, store } = dependencies;
  const { database, keys } = sources;
  const { id, frozen, pending } = command;
  const { person } = frozen;
  const { name, read, handOver } = findFormCommand(pending.name, frozen.identity.form).command;
  const payload = await read({ ...sources, readTexts: store.readTexts }, frozen);
  const call = { id, name, actor: { kind: 'person', person }, payload } as const;
  const end = await runCommand({ database, keys, now: now() }, call);
  const result = end.status === 'recorded' ? end.result : undefined;
  const handedOver = result === undefined ? null : (handOver?.(result, payload) ?? null);
  return { outcome: end, handedOver };
}

/** What the record says of an act whose words are gone. Where it knows of none, nothing was recorded. */
async function findKnown({ sources }: Dependencies, id: string): Promise<Ended> {
  const known = await findOutcome(sources.database, { id });
  const outcome = known ?? ({ status: 'refused', reason: 'content-lost', details: {} } as const);
  return { outcome, handedOver: null };
}

/** The news that an act is recorded. */
const RECORDED = { submit: 'recorded', withdraw: 'withdrawn' } as const;

function toNews(
  command: string,
  { pending, outcome }: { pending: PendingCommand; outcome: CommandOutcome },
): Outcome {
  const { act } = findFormCommand(pending.name);
  const about = { draft: pending.draft, number: pending.number, command };
  if (outcome.status !== 'refused') {
    const { notes } = outcome;
    return { type: RECORDED[act], ...about, ...(notes && { notes }) };
  }
  const { reason, details } = outcome;
  const told = Object.keys(details).length === 0 ? {} : { details };
  return { type: 'refused', act, reason, ...told, ...about };
}
