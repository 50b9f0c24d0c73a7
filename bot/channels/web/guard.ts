import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEMS, type Problem } from './problems.ts';

/** Headers of every answer of the web channel: nothing foreign runs in the page, nothing frames or keeps it. */
export const STRICT_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/;
const OWN_NAME = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?$/;
const HTTP_PORT = 80;

/**
 * A Fastify onRequest hook: lets through only requests from this machine to this machine by its own name (a
 * rebound DNS name is refused).
 */
export async function guardMachine(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers(STRICT_HEADERS);
  if (!isLocal(request)) await refuse(reply, PROBLEMS.forbidden);
}

/** A Fastify onRequest hook after `guardMachine`: lets through only what our own page asks. */
export async function guardPage(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!isFromOwnPage(request)) await refuse(reply, PROBLEMS.forbidden);
}

/** Answers with a problem; the codes that mean "later" say when. */
export async function refuse(reply: FastifyReply, problem: Problem): Promise<void> {
  if (problem.status === 429 || problem.status === 503) reply.header('retry-after', '1');
  await reply.code(problem.status).send({ error: problem.error, message: problem.message });
}

function isLocal({ raw, headers }: FastifyRequest): boolean {
  const named = OWN_NAME.exec(headers.host ?? '');
  const port = Number(named?.[1] ?? HTTP_PORT);
  return named !== null && port === raw.socket.localPort && LOOPBACK.test(raw.socket.remoteAddress ?? '');
}

/** A change must prove where it comes from; a reading request only must not come from elsewhere. */
function isFromOwnPage({ headers, method }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) return false;
  if (site !== undefined && site !== 'same-origin') return false;
  return method === 'GET' || origin !== undefined || site !== undefined;
}
