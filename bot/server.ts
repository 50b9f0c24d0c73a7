import { once } from 'node:events';
import { createServer as createNetServer } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { AppError } from '../models/errors.ts';
import { type Config, LOOPBACK } from './config.ts';
import type { CheckHealth } from './health.ts';
import { createSecretCheck } from './secret-check.ts';

const LARGEST_BODY = 1024 * 1024;

/** What the server says about the process. */
interface Reports {
  health: CheckHealth;
  metrics: { contentType: string; render(): Promise<string> };
}

/** The HTTP server: health, metrics, and what channels add to it. */
export function createServer(
  config: Pick<Config, 'NODE_ENV' | 'HOST' | 'METRICS_TOKEN'>,
  { health, metrics }: Reports,
): FastifyInstance {
  const server = fastify({ logger: false, bodyLimit: LARGEST_BODY, forceCloseConnections: true });
  server.get('/health', async (_request, reply) => {
    const found = await health();
    return reply
      .code(found.status === 'down' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(found);
  });
  const mayRead = createMetricsGate(config);
  if (mayRead === undefined) return server;
  server.get('/metrics', async ({ headers }, reply) => {
    if (!mayRead(headers.authorization)) return reply.code(401).header('www-authenticate', 'Bearer').send();
    return reply.type(metrics.contentType).send(await metrics.render());
  });
  return server;
}

/**
 * Who may read the metrics, by the header `authorization`. Where no token is set: everybody while trying, on this
 * machine only; nobody in production, where a proxy on this machine may pass on calls of anybody.
 */
function createMetricsGate({
  NODE_ENV,
  HOST,
  METRICS_TOKEN,
}: Pick<Config, 'NODE_ENV' | 'HOST' | 'METRICS_TOKEN'>): ((header: unknown) => boolean) | undefined {
  if (METRICS_TOKEN !== undefined) return createSecretCheck(`Bearer ${METRICS_TOKEN}`);
  return NODE_ENV === 'production' || !LOOPBACK.includes(HOST) ? undefined : () => true;
}

/** Listens and returns the address as a URL. Throws `port-in-use` or `listen-failed`. */
export async function listen(server: FastifyInstance, at: Pick<Config, 'HOST' | 'PORT'>): Promise<string> {
  try {
    return await server.listen({ host: at.HOST, port: at.PORT });
  } catch (cause) {
    throw listenError(cause, at);
  }
}

/** Throws what `listen` would throw, before anything is made that needs the port. */
export async function demandFreePort(at: Pick<Config, 'HOST' | 'PORT'>): Promise<void> {
  const server = createNetServer();
  try {
    await once(server.listen(at.PORT, at.HOST), 'listening');
  } catch (cause) {
    throw listenError(cause, at);
  }
  await once(server.close(), 'close');
}

function listenError(cause: unknown, at: Pick<Config, 'HOST' | 'PORT'>): AppError {
  const taken = (cause as { code?: unknown }).code === 'EADDRINUSE';
  return new AppError(taken ? 'port-in-use' : 'listen-failed', {
    message: 'The server cannot listen',
    details: { host: at.HOST, port: at.PORT },
    cause,
  });
}
