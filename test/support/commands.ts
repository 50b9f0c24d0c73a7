import { randomUUID } from 'node:crypto';
import type { CommandName, PayloadOf } from '../../handlers/commands/catalogue.ts';
import { type CommandEnd, runCommand } from '../../handlers/commands/run-command.ts';
import type { ActorName } from '../../models/policies/actor.ts';
import type { Office } from './organisation.ts';

export const OPERATOR: ActorName = { kind: 'operator', user: 'quantri', host: 'may-chu' };

/** Runs a command as an operator. Fails the test if it is refused. */
export async function operate<Name extends CommandName>(
  office: Office,
  call: { name: Name; payload: PayloadOf<Name>; id?: string },
) {
  const end = await runCommand<Name>(office, { id: randomUUID(), actor: OPERATOR, ...call });
  if (end.status === 'refused') throw new Error(`refused: ${end.reason}`);
  return end;
}

/** Which of the commands that raced were recorded. */
export function recordedOf(ends: readonly CommandEnd<unknown>[]): boolean[] {
  return ends.map(({ status }) => status === 'recorded');
}
