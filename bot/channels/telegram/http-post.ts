import process from 'node:process';
import { urlToHttpOptions } from 'node:url';

// An import reads every export of these, and for some of them Node loads a whole other client, which nothing here uses.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

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

/**
 * Posts over connections that stay open. This is most of what a bot does with its time, and general clients take
 * about twice as much for it.
 */
export function createHttpPost(root: string): HttpPost {
  const url = new URL(root);
  const { protocol, hostname, port } = urlToHttpOptions(url);
  const { Agent, request: open } = protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS, scheduling: 'lifo' });
  const start = url.pathname.replace(/\/$/, '');
  return (path, json, { withinMs, signal }) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
      const to = { method: 'POST', hostname, port, path: start + path, headers, agent };
      const request = open(signal === undefined ? to : { ...to, signal });
      const timer = setTimeout(() => request.destroy(tooLate()), withinMs);
      const fail = (error: Error) => {
        clearTimeout(timer);
        reject(error);
      };
      request.on('error', fail);
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', fail);
        response.on('end', () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], text });
        });
      });
      request.end(json);
    });
}

function tooLate(): Error {
  return Object.assign(new Error('No answer in time'), { code: 'ETIMEDOUT' });
}
