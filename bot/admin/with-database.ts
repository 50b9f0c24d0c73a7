import { connectDatabase, type Database } from '../../models/connection.ts';
import type { KeyRing } from '../../models/encryption.ts';
import { loadConfig } from '../config.ts';
import { openKeyRing } from '../encryption-keys.ts';
import { findRunningServers } from '../services/find-running-servers.ts';
import { startServers } from '../services/start-servers.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Does `work` on the servers that the app runs on; where none are running, the embedded ones are started
 * for as long as it takes. Throws what `openKeyRing` throws, before any work.
 */
export async function withDatabase(
  terminal: Terminal,
  work: (parts: { database: Database; keys: KeyRing }) => Promise<void>,
): Promise<void> {
  const config = loadConfig(process.env);
  const running = config.MONGODB_URI ?? (await findRunningServers(config.SERVICES_DIR))?.mongodbUri;
  const servers =
    running === undefined
      ? await startServers({
          home: config.SERVICES_DIR,
          report: ({ key, details }) => terminal.note(key, details),
          onFailure: () => undefined,
        })
      : undefined;
  try {
    const database = await connectDatabase(running ?? (servers?.mongodbUri as string));
    try {
      await work({ database, keys: await openKeyRing(config, database) });
    } finally {
      await database.close();
    }
  } finally {
    await servers?.stop();
  }
}
