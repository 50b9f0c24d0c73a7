import process from 'node:process';
import { migrateDatabase } from '../../models/store/connection.ts';

/** A migration that never ends, to be killed by a test: its first step is done, its second one has begun. */
await migrateDatabase(process.argv[2] as string, {
  migrations: [
    async (db) => void (await db.collection('ran').insertOne({ step: 1 })),
    async (db) => {
      await db.collection('ran').insertOne({ step: 2 });
      process.stdout.write('half-way\n');
      await new Promise(() => undefined);
    },
  ],
  now: () => new Date(),
  pause: () => Promise.resolve(),
  tell: () => undefined,
});
