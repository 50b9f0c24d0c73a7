import { randomUUID } from 'node:crypto';
import { CONTRACT_KEYS } from '../contracts/channel.ts';
import { openTcpProxy, type TcpProxy } from '../faults/tcp-proxy.ts';
import { createTestApp, databaseUri, type TestApp } from './app.ts';
import type { PlainChannel } from './plain-channel.ts';

/** The whole product on a channel without buttons, with a link to MongoDB that a test can cut or freeze. */
export async function startBehindProxy(
  channel: PlainChannel,
  now?: () => Date,
): Promise<{ link: TcpProxy; testApp: TestApp; end(): Promise<void> }> {
  const id = randomUUID().slice(0, 8);
  const uri = new URL(databaseUri(id));
  const link = await openTcpProxy(Number(uri.port));
  uri.port = String(link.port);
  const testApp = createTestApp({
    ...(now === undefined ? {} : { now }),
    environment: { ENCRYPTION_KEYS: CONTRACT_KEYS },
    channels: () => [channel],
    beside: { prefix: `test-${id}:`, mongodbUri: uri.href },
  });
  await testApp.start();
  return {
    link,
    testApp,
    async end() {
      link.mend();
      await testApp.end();
      await link.close();
    },
  };
}
