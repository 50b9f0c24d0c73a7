import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { CommandName, PayloadOf, ResultOf } from '../../handlers/commands/catalogue.ts';
import { CommandRefused } from '../../handlers/commands/command-refused.ts';
import type { LiveStore } from '../../handlers/commands/define.ts';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { sealAuditEvents } from '../../models/audit-chain.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';

const MOST_SEALED = 500;

/**
 * Does a command in this process, in the name of who runs it on this machine. The bot need not run: the event gets its
 * place in the chain here. Throws `CommandRefused`.
 */
export async function runAsOperator<Name extends CommandName>(
  parts: {
    database: Database;
    keys: KeyRing;
    live?: LiveStore;
    report?: (done: number, total: number) => void;
  },
  call: { name: Name; payload: PayloadOf<Name> },
): Promise<ResultOf<Name>> {
  const { database, keys, live, report } = parts;
  const actor = { kind: 'operator', user: userInfo().username, host: hostname() } as const;
  const dependencies = { database, keys, now: new Date(), ...(report && { report }), ...(live && { live }) };
  const end = await runCommand<Name>(dependencies, { ...call, id: randomUUID(), actor });
  if (end.status === 'refused') throw new CommandRefused(end);
  await sealAuditEvents({ database, keys }, { most: MOST_SEALED });
  // A new id was never recorded before, so there is a result.
  return end.result as ResultOf<Name>;
}
