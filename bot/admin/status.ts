import type { Command } from 'commander';
import { type Concern, findConcerns, type Status } from '../../handlers/queries/find-concerns.ts';
import { retryParked } from '../../models/chat/inbox.ts';
import type { Terminal } from '../operator/terminal.ts';
import { KEY_PREFIX, loadConfig } from '../settings/config.ts';
import { readKeyRing, sourceOfKeys } from '../settings/encryption-keys.ts';
import { locateServers } from './locate-servers.ts';
import { readStatus, withQueue } from './read-status.ts';
import { describeStatus } from './status-text.ts';

/** `status`: how the running bot is; the exit code is 1 where something needs attention. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  program
    .command('status')
    .description('Tình trạng hệ thống đang chạy · How the running bot is')
    .option('--json', 'JSON')
    .action(async (options: { json?: true }) => {
      const config = loadConfig(process.env);
      const keys = { ring: readKeyRing(config), source: sourceOfKeys(config) };
      const status = await readStatus({ servers: locateServers(config), keys });
      const concerns = findConcerns(status);
      if (options.json === true) terminal.print(JSON.stringify({ ...status, concerns }, null, 2));
      else tell(status, { concerns, terminal });
      if (concerns.length > 0) process.exitCode = 1;
    });
}

function tell(status: Status, to: { concerns: readonly Concern[]; terminal: Terminal }): void {
  const { concerns, terminal } = to;
  terminal.print(`${describeStatus(status, terminal)}\n`);
  for (const { code, values } of concerns) terminal.say(`status.concern-${code}`, values);
  if (concerns.length === 0) terminal.say('status.fine');
}

/** `retry-failed`: gives jobs that failed for good all their tries again, and takes parked updates up at once. */
export function addRetryFailedCommand(program: Command, terminal: Terminal): void {
  program
    .command('retry-failed')
    .description(
      'Làm lại việc đã hỏng, ghi lại tin nhắn chưa ghi được · Try again what failed for good, and parked messages',
    )
    .action(async () => {
      const { redisUrl } = locateServers(loadConfig(process.env));
      const [jobs, parked] = await withQueue(redisUrl, ({ redis, queue }) =>
        Promise.all([queue.retryFailed(), retryParked({ redis, prefix: KEY_PREFIX })]),
      );
      terminal.say('status.retried', { count: jobs });
      if (parked.updates > 0) terminal.say('status.retried-parked', { count: parked.updates });
    });
}
