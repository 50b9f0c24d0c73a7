import { connectDatabase, type Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Terminal } from '../operator/terminal.ts';
import { findRunningServers } from '../services/find-running-servers.ts';
import { startServers } from '../services/start-servers.ts';
import { loadConfig } from '../settings/config.ts';
import { openKeyRing } from '../settings/encryption-keys.ts';

/**
 * Does `work` on the database that the app runs on, as `withMongodb` finds it. Throws what `connectDatabase` and
 * `openKeyRing` throw, before any work.
 */
export async function withDatabase(
  terminal: Terminal,
  work: (parts: { database: Database; keys: KeyRing }) => Promise<void>,
): Promise<void> {
  await withMongodb(terminal, async (uri) => {
    const database = await connectDatabase(uri);
    try {
      await work({ database, keys: await openKeyRing(loadConfig(process.env), database) });
    } finally {
      await database.close();
    }
  });
}

/**
 * Does `work` on the MongoDB that the app runs on; where none is running, the embedded servers are started for as long
 * as it takes.
 */
export async function withMongodb(terminal: Terminal, work: (uri: string) => Promise<void>): Promise<void> {
  const config = loadConfig(process.env);
  const running = config.MONGODB_URI ?? (await findRunningServers(config.SERVICES_DIR))?.mongodbUri;
  if (running !== undefined) return await work(running);
  const servers = await startServers({
    home: config.SERVICES_DIR,
    report: ({ key, details }) => terminal.note(key, details),
    onFailure: () => undefined,
  });
  try {
    await work(servers.mongodbUri);
  } finally {
    await servers.stop();
  }
}
