import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before several bots and gives what is pushed to one after another. */
export interface RoundRobin {
  port: number;
  /** Ports of those that it gives to. */
  leadTo(targets: readonly number[]): void;
  close(): Promise<void>;
}

/** Each of so many updates is given to two bots at once, as when a push is repeated because its answer is late. */
const TWICE_EACH = 6;
const ANSWERED_WITHIN_MS = 60_000;

/** Opens a balancer. One that does not answer is passed over. */
export async function openRoundRobin(): Promise<RoundRobin> {
  let targets: readonly number[] = [];
  let turn = 0;
  const server = createServer((incoming, response) => {
    void take(incoming, response).catch(() => response.destroy());
  });

  async function take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const pushed = { incoming, body: Buffer.concat(chunks) };
    turn += 1;
    const inTurn = targets.map((_, index) => targets[(turn + index) % targets.length] as number);
    const second = inTurn[1];
    if (second !== undefined && turn % TWICE_EACH === 0) void give(pushed, second);
    for (const target of inTurn) {
      const status = await give(pushed, target);
      if (status === undefined) continue;
      response.writeHead(status).end();
      return;
    }
    response.writeHead(502).end();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(ports) {
      targets = ports;
    },
    close: () => closeAll(server),
  };
}

/** The status that a bot answers with; nothing if it does not. */
function give(
  { incoming, body }: { incoming: IncomingMessage; body: Buffer },
  port: number,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const { method, url, headers } = incoming;
    const options = { host: '127.0.0.1', port, path: url, method, headers, timeout: ANSWERED_WITHIN_MS };
    const given = request(options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
      response.on('error', () => resolve(undefined));
    });
    given.on('error', () => resolve(undefined));
    given.on('timeout', () => given.destroy());
    given.end(body);
  });
}

async function closeAll(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
