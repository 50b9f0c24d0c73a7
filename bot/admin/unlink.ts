import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { runAsOperator } from './run-as-operator.ts';
import { withStores } from './with-stores.ts';

/** `unlink`: ends the bindings of a person's chats, as after a phone was lost. */
export function addUnlinkCommand(program: Command, terminal: Terminal): void {
  program
    .command('unlink')
    .description('Ngắt liên kết các cuộc trò chuyện của một người · Unlink the chats of a person')
    .requiredOption('--person <code>', 'mã người · code of the person')
    .option('--channel <name>', 'chỉ trên kênh này, như telegram · only on this channel')
    .action((options: { person: string; channel?: string }) =>
      withStores(terminal, async (parts) => {
        const { person, channel } = options;
        const payload = channel === undefined ? { person } : { person, channel };
        const { chats } = await runAsOperator(parts, { name: 'unlink-person', payload });
        terminal.say('unlink.done', { person, chats });
      }),
    );
}
