import { Agent, request as requestHttp } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { QueuedUpdate } from './kept-updates.ts';
import type { UpdateQueue } from './update-queue.ts';

const MOST_CONNECTIONS = 40;
const LONGEST_RETRY_AFTER = 3_600;
const ANSWER_WITHIN_MS = 60_000;
const GONE = 410;

/** Where updates are pushed to. */
export interface Webhook {
  url: string;
  secret?: string;
  connections?: number;
}

/** Pushes updates: in order within a sequence, again and again until they are taken, expired or the webhook is removed. */
export interface WebhookPusher {
  webhook(): Webhook | undefined;
  /** Sets or removes the webhook. */
  point(to: Webhook | undefined): void;
  push(update: QueuedUpdate): void;
  lastError(): { date: number; message: string } | undefined;
  close(): void;
}

/** `pace` multiplies the waits between retries: 1 is Telegram's own. */
export function createWebhookPusher(parts: {
  queue: UpdateQueue;
  now(): number;
  pace: number;
}): WebhookPusher {
  const { queue, now, pace } = parts;
  let target: Webhook | undefined;
  let ended = new AbortController();
  let agent = new Agent({ keepAlive: true });
  let sequences = new Map<string, QueuedUpdate[]>();
  let lastError: { date: number; message: string } | undefined;

  async function work(updates: QueuedUpdate[], run: { key: string; end: AbortController }): Promise<void> {
    for (let tried = 1; updates.length > 0 && !run.end.signal.aborted; ) {
      const update = updates[0] as QueuedUpdate;
      const answer =
        update.expires <= now()
          ? 'expired'
          : await post(update, { to: target as Webhook, agent, signal: run.end.signal });
      if (run.end.signal.aborted) return;
      if (answer === 'taken' || answer === 'expired') {
        queue.remove(update.id);
        updates.shift();
        tried = 1;
        continue;
      }
      if (answer.status === GONE) return point(undefined);
      lastError = { date: now(), message: `Wrong response from the webhook: ${answer.status}` };
      await wait(delayMs(tried, answer.retryAfter) * pace, undefined, { signal: run.end.signal }).catch(
        () => undefined,
      );
      tried += 1;
    }
    sequences.delete(run.key);
  }

  function push(update: QueuedUpdate): void {
    if (target === undefined) return;
    const updates = sequences.get(update.sequence);
    if (updates !== undefined) {
      updates.push(update);
      return;
    }
    const fresh = [update];
    sequences.set(update.sequence, fresh);
    void work(fresh, { key: update.sequence, end: ended });
  }

  function point(to: Webhook | undefined): void {
    ended.abort();
    agent.destroy();
    target = to;
    ended = new AbortController();
    agent = new Agent({ keepAlive: true, maxSockets: to?.connections ?? MOST_CONNECTIONS });
    sequences = new Map();
    if (to !== undefined) for (const update of queue.waiting()) push(update);
  }

  return {
    webhook: () => target,
    point,
    push,
    lastError: () => lastError,
    close: () => point(undefined),
  };
}

type Answer = 'taken' | { status: number; retryAfter?: number };

function post(
  { json }: QueuedUpdate,
  { to, agent, signal }: { to: Webhook; agent: Agent; signal: AbortSignal },
): Promise<Answer> {
  return new Promise((resolve) => {
    const failed = () => resolve({ status: 0 });
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(json),
      ...(to.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': to.secret }),
    };
    const request = requestHttp(to.url, {
      method: 'POST',
      agent,
      headers,
      signal,
      timeout: ANSWER_WITHIN_MS,
    });
    request.on('error', failed);
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('response', (response) => {
      const { statusCode = 0, headers: given } = response;
      response.resume();
      response.on('close', failed);
      response.on('end', () => {
        if (statusCode >= 200 && statusCode < 300) return resolve('taken');
        const seconds = Number(given['retry-after']);
        resolve({ status: statusCode, ...(Number.isFinite(seconds) ? { retryAfter: seconds } : {}) });
      });
    });
    request.end(json);
  });
}

/** The first retry is made at once; then the waits double up to a random one of one to two minutes. */
function delayMs(tried: number, retryAfter: number | undefined): number {
  if (retryAfter !== undefined) return Math.min(retryAfter, LONGEST_RETRY_AFTER) * 1000;
  if (tried === 1) return 0;
  return Math.min(1000 * 2 ** (tried - 2), 60_000 + Math.random() * 60_000);
}
