import type { Command } from 'commander';
import { NEWEST_VERSION } from '../../models/store/migrations.ts';
import { migrateStored } from '../operator/migrate-stored.ts';
import type { Terminal } from '../operator/terminal.ts';
import { withMongodb } from './with-database.ts';

/** `migrate`: brings what is stored to the shapes of this program; may be stopped at any moment and repeated. */
export function addMigrateCommand(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .description(
      'Chuyển dữ liệu sang phiên bản của chương trình này · Convert the data to the version of this program',
    )
    .action(() =>
      withMongodb(terminal, async (uri) => {
        await migrateStored(uri, terminal);
        terminal.say('migrate.done', { version: NEWEST_VERSION });
      }),
    );
}
