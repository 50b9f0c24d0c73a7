import { setTimeout as wait } from 'node:timers/promises';
import { migrateDatabase } from '../../models/store/connection.ts';
import type { Terminal } from './terminal.ts';

/** Brings what is stored to the shapes of this program, and tells the operator. Throws what `migrateDatabase` throws. */
export async function migrateStored(mongodbUri: string, terminal: Terminal): Promise<void> {
  await migrateDatabase(mongodbUri, {
    now: () => new Date(),
    pause: (ms) => wait(ms),
    tell(progress) {
      if (progress === 'waiting') terminal.say('migrate.waiting');
      else if ('index' in progress) terminal.say('migrate.index', progress);
      else terminal.say('migrate.step', progress);
    },
  });
}
