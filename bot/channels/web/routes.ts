import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isEntryId } from './chat-log.ts';
import { decodeUpdate, isPersonCode, parseBody } from './decode.ts';
import { addFileRoutes } from './file-routes.ts';
import { guardMachine, guardPage, refuse, STRICT_HEADERS } from './guard.ts';
import { PROBLEMS, type Problem } from './problems.ts';
import { isBound, type RouteDependencies, toReceipt } from './route-dependencies.ts';

const BODY_LIMIT = 1_048_576;
const START = '0-0';

type ChatRequest = FastifyRequest<{ Params: { code: string }; Querystring: { after?: string } }>;

/** Adds the page and its interface to a server, in a scope of their own. */
export async function addRoutes(server: FastifyInstance, dependencies: RouteDependencies): Promise<void> {
  await server.register(async (scope) => {
    scope.addHook('onRequest', guardMachine);
    acceptOnlyJson(scope);
    scope.setErrorHandler(async (error: FastifyError, _request, reply) => {
      const problem = problemOf(error);
      if (problem === PROBLEMS.unavailable) {
        const { name, code, message } = error;
        dependencies.log.error({ name, code, reason: message }, 'The web chat could not serve a request');
      }
      await refuse(reply, problem);
    });
    await scope.register(fastifyStatic, {
      root: join(import.meta.dirname, 'page'),
      wildcard: false,
      cacheControl: false,
      decorateReply: false,
    });
    await scope.register(async (api) => addInterface(api, dependencies), { prefix: '/api' });
  });
}

/** What only our own page may call. The guard belongs to the routes, however their address was spelled. */
async function addInterface(api: FastifyInstance, dependencies: RouteDependencies): Promise<void> {
  api.addHook('onRequest', guardPage);
  api.get('/people', async () => ({ people: await dependencies.people() }));
  api.get('/commands', async () => ({ commands: dependencies.commands ?? [] }));
  api.get('/chats/:code/stream', (request: ChatRequest, reply) =>
    openStream(request, { reply, dependencies }),
  );
  api.post('/chats/:code/events', (request: ChatRequest, reply) =>
    takeEvent(request, { reply, dependencies }),
  );
  await addFileRoutes(api, dependencies);
}

function acceptOnlyJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request, body, done) => {
      try {
        done(null, parseBody(body as Buffer));
      } catch {
        done(Object.assign(new Error('The body is no JSON'), { code: PROBLEMS.malformed.error }));
      }
    },
  );
}

function problemOf(error: FastifyError): Problem {
  if (error.code === PROBLEMS.malformed.error) return PROBLEMS.malformed;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return PROBLEMS.tooLarge;
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return PROBLEMS.notJson;
  const isTheirs = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  return isTheirs ? PROBLEMS.malformed : PROBLEMS.unavailable;
}

interface Answering {
  reply: FastifyReply;
  dependencies: RouteDependencies;
}

async function openStream(request: ChatRequest, { reply, dependencies }: Answering): Promise<unknown> {
  const { code } = request.params;
  if (!(await isBound(code, dependencies))) return await refuse(reply, PROBLEMS.unknownPerson);
  if (!dependencies.isRunning()) return await refuse(reply, PROBLEMS.unavailable);
  const resumed = request.headers['last-event-id'] ?? request.query.after ?? START;
  const after = typeof resumed === 'string' && isEntryId(resumed) ? resumed : START;
  reply.hijack();
  reply.raw.writeHead(200, {
    ...STRICT_HEADERS,
    'content-type': 'text/event-stream; charset=utf-8',
    // The socket of a stream that ended is not worth keeping, and would hold up the end of the server.
    connection: 'close',
  });
  try {
    await dependencies.streams.open({ chat: code, after, response: reply.raw });
  } catch (error) {
    dependencies.log.warn({ reason: String(error) }, 'A live stream of the web chat could not start');
    reply.raw.end();
  }
  return reply;
}

async function takeEvent(request: ChatRequest, { reply, dependencies }: Answering): Promise<unknown> {
  const { code } = request.params;
  if (!isPersonCode(code)) return await refuse(reply, PROBLEMS.unknownPerson);
  const decoded = decodeUpdate({ chat: code, event: request.body });
  if ('problem' in decoded) return await refuse(reply, decoded.problem);
  if (!(await isBound(code, dependencies))) return await refuse(reply, PROBLEMS.unknownPerson);
  if (!dependencies.isWithinLimit(code)) return await refuse(reply, PROBLEMS.tooMany);
  const receipt = await dependencies.deliver({ ...decoded.event, at: dependencies.now().toISOString() });
  return toReceipt(receipt);
}
