import { ApiError, badRequest } from './api-error.ts';
import type { Params } from './message-methods.ts';
import type { PollRequest, UpdateQueue } from './update-queue.ts';
import type { WebhookPusher } from './webhook-pusher.ts';

/** The methods about updates, each answering with the JSON of its result. */
export type UpdateMethods = Readonly<
  Record<string, (params: Params, gone: AbortSignal) => string | Promise<string>>
>;

export function createUpdateMethods(parts: { queue: UpdateQueue; pusher: WebhookPusher }): UpdateMethods {
  const { queue, pusher } = parts;
  return {
    getUpdates(params, gone) {
      if (pusher.webhook() !== undefined) {
        throw new ApiError(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      return queue.poll(toPollRequest(params), gone);
    },
    setWebhook(params) {
      if (params.drop_pending_updates === true) queue.clear();
      const { url, secret_token: secret, max_connections: connections } = params;
      if (typeof url !== 'string' || !/^https?:\/\//.test(url)) throw badRequest('bad webhook: invalid URL');
      if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(String(secret))) {
        throw badRequest('secret token contains unallowed characters');
      }
      queue.allow(params.allowed_updates as string[] | undefined);
      pusher.point({
        url,
        ...(typeof secret === 'string' ? { secret } : {}),
        ...(typeof connections === 'number' ? { connections } : {}),
      });
      return 'true';
    },
    deleteWebhook(params) {
      if (params.drop_pending_updates === true) queue.clear();
      pusher.point(undefined);
      return 'true';
    },
    getWebhookInfo() {
      const error = pusher.lastError();
      return JSON.stringify({
        url: pusher.webhook()?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: queue.waiting().length,
        ...(error === undefined ? {} : { last_error_date: error.date, last_error_message: error.message }),
        ...(queue.allowed() === undefined ? {} : { allowed_updates: queue.allowed() }),
      });
    },
  };
}

function toPollRequest({ offset, limit, timeout, allowed_updates }: Params): PollRequest {
  return {
    ...(offset === undefined ? {} : { offset: Number(offset) }),
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(timeout === undefined ? {} : { timeout: Number(timeout) }),
    ...(Array.isArray(allowed_updates) ? { allowed_updates } : {}),
  };
}
