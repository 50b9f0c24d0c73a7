import type { Command } from 'commander';
import { activeKeyOf } from '../../models/store/encryption.ts';
import { loadConfig } from '../settings/config.ts';
import { sourceOfKeys } from '../settings/encryption-keys.ts';
import { createProgressBar } from './progress-bar.ts';
import { runAsOperator } from './run-as-operator.ts';
import { type LiveTools, withStores } from './with-stores.ts';

/** `rekey`: seals everything with the newest key, so that older ones can be taken out; may be stopped and repeated. */
export function addRekeyCommand(program: Command, tools: LiveTools): void {
  const { terminal } = tools;
  program
    .command('rekey')
    .description(
      'Mã hóa lại mọi nội dung bằng khóa đứng đầu · Seal everything anew with the first key of the ring',
    )
    .action(() =>
      withStores(tools, async (parts) => {
        const key = activeKeyOf(parts.keys);
        if (parts.keys.checkValues.size === 1) return terminal.say('rekey.one-key', { key });
        terminal.say('rekey.begin', { key });
        const bar = createProgressBar();
        try {
          const { report } = bar;
          const done = await runAsOperator({ ...parts, report }, { name: 'renew-keys', payload: {} });
          bar.end();
          terminal.say('rekey.done', { key, resealed: done.resealed });
          const source = sourceOfKeys(loadConfig(process.env));
          for (const { id, left } of done.old) {
            terminal.say(left === 0 ? 'rekey.free' : 'rekey.left', { key: id, left, source });
          }
        } finally {
          bar.end();
        }
      }),
    );
}
