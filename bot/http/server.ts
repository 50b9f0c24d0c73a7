import { once } from 'node:events';
import { createServer as createNetServer } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { AppError } from '../../models/store/errors.ts';
import { type Config, LOOPBACK } from '../settings/config.ts';
import type { CheckHealth } from './health.ts';
import { createSecretCheck } from './secret-check.ts';

/** What one caller may take of the server; times in milliseconds. */
export interface ServerLimits {
  /** For the headers of a request to come. */
  headersTimeoutMs: number;
  /** For a whole request to come, headers and body. What is answered may take longer. */
  requestTimeoutMs: number;
  /** How often Node looks for requests whose time is over. */
  checkEveryMs: number;
  /** A connection on which nothing moves for so long is cut, whatever it is used for. */
  silenceMs: number;
  /** Connections at one time; further ones are closed at once. */
  maxConnections: number;
}

/**
 * A messenger pushes from at most 100 connections and sends an update in well under a second; it is answered
 * within 25 seconds, and live streams are written to every 15 seconds: both less than `silenceMs`.
 */
export const SERVER_LIMITS: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 20_000,
  checkEveryMs: 1_000,
  silenceMs: 60_000,
  maxConnections: 1_000,
};

/** What the server says about the process. */
interface Reports {
  health: CheckHealth;
  metrics: { contentType: string; render(): Promise<string> };
}

/** The HTTP server: health, metrics, and what channels add to it. It takes no body where a channel takes none. */
export function createServer(
  config: Pick<Config, 'NODE_ENV' | 'HOST' | 'METRICS_TOKEN'>,
  { health, metrics }: Reports,
  limits: ServerLimits = SERVER_LIMITS,
): FastifyInstance {
  const server = fastify({
    logger: false,
    forceCloseConnections: true,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.silenceMs,
    // Fastify passes these two on to Node, and has no names of its own for them.
    http: { headersTimeout: limits.headersTimeoutMs, connectionsCheckingInterval: limits.checkEveryMs },
  });
  server.server.maxConnections = limits.maxConnections;
  server.removeAllContentTypeParsers();
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
 * machine only; no one in production, where a proxy on this machine may pass on calls from outside.
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
