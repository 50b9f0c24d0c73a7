import { dayOf } from '../../flows/rules/calendar.ts';
import { insertAuditEvent } from '../../models/audit-event.ts';
import { type CommandOutcome, clockFrom, findOutcome, insertCommand } from '../../models/command.ts';
import { listPosts } from '../../models/organisation/post.ts';
import type { Actor, ActorName } from '../../models/policies/actor.ts';
import type { ClientSession } from '../../models/store/connection.ts';
import { AppError, isDuplicateKey } from '../../models/store/errors.ts';
import { COMMANDS, type CommandName, type DefinitionOf, type PayloadOf, type ResultOf } from './catalogue.ts';
import type { BatchContext, CommandDefinition, Done, LastPart, LiveStore } from './define.ts';

/** What became of a command. `result` is there only for the call that recorded it, not for one that came later. */
export type CommandEnd<Result> =
  | (Extract<CommandOutcome, { status: 'recorded' }> & { result?: Result })
  | Extract<CommandOutcome, { status: 'refused' }>;

/** A command as it is asked for: the same `id` is never done twice. */
export interface CommandCall<Payload> {
  id: string;
  actor: ActorName;
  payload: Payload;
}

type Dependencies = Pick<BatchContext, 'database' | 'keys' | 'now'> &
  Partial<Pick<BatchContext, 'report'>> & {
    /** For commands that need it. */
    live?: LiveStore;
  };

/** So often a command looks again, where somebody else was faster with the same key. */
const MOST_LOOKS = 5;

/**
 * Does a command of the catalogue: asks its policy, does it, and writes its outcome, the record and the audit event
 * in one transaction. A refusal is an outcome, too, and final. Rejects where it failed; the same call may then be
 * made again.
 */
export function runCommand<Name extends CommandName>(
  dependencies: Dependencies,
  call: CommandCall<PayloadOf<Name>> & { name: Name },
): Promise<CommandEnd<ResultOf<Name>>> {
  const definition = COMMANDS.find(({ name }) => name === call.name) as DefinitionOf<Name>;
  return runDefinition<Name, PayloadOf<Name>, ResultOf<Name>>(dependencies, {
    ...call,
    // The compiler cannot tie the name that was searched for to what was found.
    definition: definition as unknown as CommandDefinition<Name, PayloadOf<Name>, ResultOf<Name>>,
  });
}

/** The same for any definition. */
export async function runDefinition<Name extends string, Payload, Result>(
  dependencies: Dependencies,
  call: CommandCall<Payload> & { definition: CommandDefinition<Name, Payload, Result> },
): Promise<CommandEnd<Result>> {
  const payload = call.definition.payload.parse(call.payload);
  const checked = { ...call, payload, moment: clockFrom(dependencies.now) };
  try {
    return await orLookAgain(() => recordOnce(dependencies, checked));
  } catch (error) {
    if (!isRefusal(error, call.definition.refusals)) throw error;
    return orLookAgain(() => refuseOnce(dependencies, { call: checked, error }));
  }
}

type Call<Payload, Result> = CommandCall<Payload> & {
  definition: CommandDefinition<string, Payload, Result>;
  /** The moment when it is asked, where it began at `now`. */
  moment(): Date;
};

async function recordOnce<Payload, Result>(
  dependencies: Dependencies,
  call: Call<Payload, Result>,
): Promise<CommandEnd<Result>> {
  const { database } = dependencies;
  const batch = await runBatch(dependencies, call);
  if (typeof batch === 'object' && 'status' in batch) return batch;
  let end: CommandEnd<Result> | undefined;
  await database.transaction(async (session) => {
    end = (await findOutcome(database, { id: call.id, session })) ?? undefined;
    if (end !== undefined) return;
    const context = { ...(await contextOf(dependencies, call, session)), session };
    const { definition, payload } = call;
    const done = definition.batch ? batch : await definition.run(context, payload);
    const whole = typeof done === 'function' ? await done(session) : (done as Done<Result>);
    end = await writeDown(dependencies, { call, done: whole, session });
  });
  return end as CommandEnd<Result>;
}

/** Does a batch, or finds that it was done; nothing for any other command. */
async function runBatch<Payload, Result>(
  dependencies: Dependencies,
  call: Call<Payload, Result>,
): Promise<Done<Result> | LastPart<Result> | CommandOutcome | undefined> {
  const { definition, payload, id } = call;
  if (!definition.batch) return undefined;
  const known = await findOutcome(dependencies.database, { id });
  if (known !== null) return known;
  const context = await contextOf(dependencies, call);
  if (definition.batch === true) return definition.run(context, payload);
  const { live } = dependencies;
  if (live === undefined) throw new Error(`${definition.name} needs the live conversations`);
  return definition.run({ ...context, live }, payload);
}

/** What the command works with, its actor with their posts. Throws `not-allowed` where the policy says no. */
async function contextOf<Payload, Result>(
  dependencies: Dependencies,
  { id, actor: name, definition, payload }: Call<Payload, Result>,
  session?: ClientSession,
): Promise<BatchContext> {
  const { database, now, report = () => undefined } = dependencies;
  const postsOf = (person: string) => listPosts(database, { people: [person], day: dayOf(now), session });
  const actor: Actor = name.kind === 'person' ? { ...name, posts: await postsOf(name.person) } : name;
  if (definition.policy(actor, payload)) {
    const { live: _live, ...rest } = dependencies;
    return { ...rest, report, id, actor };
  }
  throw new AppError('not-allowed', { message: 'The actor may not do this' });
}

async function writeDown<Payload, Result>(
  { database, keys, now }: Dependencies,
  of: { call: Call<Payload, Result>; done: Done<Result>; session: ClientSession },
): Promise<CommandEnd<Result>> {
  const { call, done, session } = of;
  const { id, actor, definition } = call;
  const writtenAt = call.moment();
  const { event, result, notes, news } = done;
  const told = news === undefined || news.length === 0 ? {} : { news };
  const noted = notes && { notes };
  const outcome = { status: 'recorded', facts: event?.facts ?? {}, ...noted, ...told } as const;
  const waits = 'news' in told ? { untold: true as const } : {};
  const command = {
    _id: id,
    v: 1,
    name: definition.name,
    actor,
    at: now,
    outcome,
    writtenAt,
    ...waits,
  } as const;
  await insertCommand(database, { command: { ...command, audited: event !== null }, session });
  if (event !== null) {
    const entry = { _id: id, kind: definition.audit, at: now, actor, contents: {}, ...event };
    await insertAuditEvent({ database, keys }, { entry, session });
  }
  return { ...outcome, result };
}

async function refuseOnce<Payload, Result>(
  { database, now }: Dependencies,
  of: { call: Call<Payload, Result>; error: AppError },
): Promise<CommandEnd<Result>> {
  const { id, actor, definition } = of.call;
  const known = await findOutcome(database, { id });
  if (known !== null) return known;
  const outcome = { status: 'refused', reason: of.error.code, details: of.error.details } as const;
  const command = { _id: id, v: 1, name: definition.name, actor, at: now, outcome, audited: false } as const;
  await insertCommand(database, { command });
  return outcome;
}

function isRefusal(error: unknown, refusals: readonly string[]): error is AppError {
  return error instanceof AppError && ['not-allowed', ...refusals].includes(error.code);
}

/** A duplicate key ends the transaction: what the other one has written can only be seen in a new one. */
async function orLookAgain<Result>(look: () => Promise<Result>): Promise<Result> {
  for (let looks = 1; ; looks += 1) {
    try {
      return await look();
    } catch (error) {
      if (!isDuplicateKey(error) || looks === MOST_LOOKS) throw error;
    }
  }
}
