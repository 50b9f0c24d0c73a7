import type { Command } from 'commander';
import { runAsOperator } from './run-as-operator.ts';
import { type LiveTools, withStores } from './with-stores.ts';

/** `unlink`: ends the bindings of a person's chats, as after a phone was lost. */
export function addUnlinkCommand(program: Command, tools: LiveTools): void {
  const { terminal } = tools;
  program
    .command('unlink')
    .description('Ngắt liên kết các cuộc trò chuyện của một người · Unlink the chats of a person')
    .requiredOption('--person <code>', 'mã người · code of the person')
    .option('--channel <name>', 'chỉ trên kênh này, theo tên kênh · only on the channel of this name')
    .action((options: { person: string; channel?: string }) =>
      withStores(tools, async (parts) => {
        const { person, channel } = options;
        const payload = channel === undefined ? { person } : { person, channel };
        const { chats } = await runAsOperator(parts, { name: 'unlink-person', payload });
        terminal.say('unlink.done', { person, chats });
      }),
    );
}
