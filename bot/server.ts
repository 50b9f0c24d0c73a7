import { type FastifyInstance, fastify } from 'fastify';
import { AppError } from '../models/errors.ts';
import type { Config } from './config.ts';

const LARGEST_BODY = 1024 * 1024;

/** The HTTP server: health, and what channels add to it. */
export function createServer(): FastifyInstance {
  const server = fastify({ logger: false, bodyLimit: LARGEST_BODY, forceCloseConnections: true });
  server.get('/health', () => ({ status: 'ok' }));
  return server;
}

/** Listens and returns the address as a URL. Throws `port-in-use` or `listen-failed`. */
export async function listen(
  server: FastifyInstance,
  config: Pick<Config, 'HOST' | 'PORT'>,
): Promise<string> {
  try {
    return await server.listen({ host: config.HOST, port: config.PORT });
  } catch (cause) {
    const taken = (cause as { code?: unknown }).code === 'EADDRINUSE';
    throw new AppError(taken ? 'port-in-use' : 'listen-failed', {
      message: 'The server cannot listen',
      details: { host: config.HOST, port: config.PORT },
      cause,
    });
  }
}
