import { Pool } from 'undici';

/** An answer that came in whole, of Telegram or of a server in between. */
export interface HttpAnswer {
  status: number;
  /** The header of that name, where there is one. */
  retryAfter?: string | undefined;
  text: string;
}

/** Posts JSON to a path and resolves with the answer. */
export type HttpPost = (
  path: string,
  json: string,
  how: { withinMs: number; signal: AbortSignal | undefined },
) => Promise<HttpAnswer>;

/** Each call holds one until it is answered; where an answer takes 30 ms, fewer would hold back those who wait. */
const MOST_CONNECTIONS = 256;
/** Between answers of people a connection is kept, so that the next one need not be made anew. */
const KEEP_ALIVE_MS = 60_000;
const HEADERS = { 'content-type': 'application/json' };

/** Posts over connections that stay open. This is most of what a bot does with its time. */
export function createHttpPost(root: string): HttpPost {
  const { origin, pathname } = new URL(root);
  const start = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, { connections: MOST_CONNECTIONS, keepAliveTimeout: KEEP_ALIVE_MS });
  return async (path, json, { withinMs, signal }) => {
    const answer = await pool.request({
      ...{ method: 'POST', path: start + path, headers: HEADERS, body: json },
      ...{ headersTimeout: withinMs, bodyTimeout: withinMs, signal: signal ?? null },
    });
    const { 'retry-after': retryAfter } = answer.headers;
    // A body that comes drop by drop is never late by itself.
    const timer = setTimeout(() => answer.body.destroy(tooLate()), withinMs);
    const text = await answer.body.text().finally(() => clearTimeout(timer));
    return { status: answer.statusCode, retryAfter: [retryAfter].flat()[0], text };
  };
}

function tooLate(): Error {
  return Object.assign(new Error('No answer in time'), { code: 'ETIMEDOUT' });
}
