import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Log } from '../../../handlers/ports.ts';
import { createSecretCheck } from '../../http/secret-check.ts';
import type { Timing } from './timing.ts';
import type { HandleUpdate } from './update-handler.ts';

export interface WebhookDependencies {
  secret: string;
  take: HandleUpdate;
  log: Log;
  timing: Pick<Timing, 'pause' | 'takeWithinMs'>;
  /** Aborts when nothing new is to be taken. */
  ending: AbortSignal;
}

/** Where updates are pushed to; the address is no secret, the header is. */
export const WEBHOOK_PATH = '/telegram/updates';

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
const BODY_LIMIT = 1_048_576;
const RETRY_AFTER_SECONDS = '5';
const NOT_JSON = 'TELEGRAM_BODY_NOT_JSON';

/**
 * Takes updates that are pushed: 200 once they are committed or lie in the inbox, 503 where Telegram has to push again, 401 to
 * everybody who is not Telegram. What can never be read is taken and passed over.
 */
export async function addWebhook(server: FastifyInstance, dependencies: WebhookDependencies): Promise<void> {
  const isTelegram = createSecretCheck(dependencies.secret);
  await server.register(async (scope) => {
    acceptOnlyJson(scope);
    scope.addHook('onRequest', async (request, reply) => {
      if (!isTelegram(request.headers[SECRET_HEADER])) await reply.code(401).send();
    });
    scope.setErrorHandler(async (error: FastifyError, _request, reply) => {
      await reply.code(statusOf(error)).send();
    });
    scope.post(WEBHOOK_PATH, async (request, reply) => takePushed(request.body, { reply, dependencies }));
  });
}

function acceptOnlyJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request, body, done) => {
      try {
        done(null, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer)));
      } catch {
        done(Object.assign(new Error('The body is no JSON'), { code: NOT_JSON }));
      }
    },
  );
}

function statusOf(error: FastifyError): number {
  if (error.code === NOT_JSON) return 400;
  const { statusCode = 503 } = error;
  return statusCode >= 400 && statusCode < 500 ? statusCode : 503;
}

async function takePushed(
  raw: unknown,
  { reply, dependencies }: { reply: FastifyReply; dependencies: WebhookDependencies },
): Promise<void> {
  const { take, log, timing, ending } = dependencies;
  if (ending.aborted) return askAgain(reply);
  const taken = take(raw).then(
    () => true,
    (error: unknown) => {
      log.warn({ err: error }, 'A pushed update is neither committed nor kept; Telegram pushes it again');
      return false;
    },
  );
  const inTime = new AbortController();
  const late = timing.pause(timing.takeWithinMs, inTime.signal).then(() => false);
  const isTaken = await Promise.race([taken, late]);
  inTime.abort(null);
  if (isTaken) await reply.code(200).send();
  else await askAgain(reply);
}

async function askAgain(reply: FastifyReply): Promise<void> {
  await reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send();
}
