import type { Deliver } from '../../handlers/deliver/deliver.ts';
import { createCopyDrafts } from '../../handlers/jobs/copy-drafts.handler.ts';
import { createForgetOld } from '../../handlers/jobs/forget-old.handler.ts';
import { createRecover } from '../../handlers/jobs/recover.ts';
import { createRunCommand } from '../../handlers/jobs/run-command.handler.ts';
import { createSealAuditEvents } from '../../handlers/jobs/seal-audit-events.handler.ts';
import { createSweepOutbox } from '../../handlers/jobs/sweep-outbox.handler.ts';
import { createTellNews } from '../../handlers/jobs/tell-news.handler.ts';
import type { Log } from '../../handlers/ports.ts';
import type { Sources } from '../../handlers/queries/sources.ts';
import type { Announce } from '../../handlers/talk/announce.ts';
import { createAnchorStore } from '../../models/audit-anchor.ts';
import { copyDraft } from '../../models/chat/copy-drafts.ts';
import { createForgetChat } from '../channels/create-channels.ts';
import { connectWorkerRedis } from '../queues/connection.ts';
import type { JobQueue } from '../queues/queue.ts';
import { watchForLoss } from '../queues/watch-for-loss.ts';
import { type JobHandlers, startWorker } from '../queues/worker.ts';
import type { Closings } from './closings.ts';
import type { Stores } from './stores.ts';

interface Dependencies extends Stores {
  redisUrl: string;
  prefix: string;
  sources: Sources;
  queue: JobQueue;
  deliver: Deliver;
  announce: Announce;
  now(): Date;
  log: Log;
  closings: Closings;
}

/** Starts what works in the background: the worker, the recurring jobs, and the watch for a loss of Redis. */
export async function startJobs(dependencies: Dependencies): Promise<void> {
  const { redisUrl, prefix, queue, redis, now, log, closings } = dependencies;
  const connection = connectWorkerRedis(redisUrl, log);
  closings.add('redis of the worker', async () => connection.disconnect());
  const worker = startWorker({ redis: connection, prefix, log, handlers: createHandlers(dependencies) });
  closings.add('worker', () => worker.close());
  const recover = createRecover({ ...dependencies, enqueueCommand: queue.enqueueCommand });
  await queue.schedule();
  const watch = await watchForLoss({ redis, prefix, queue, recover, now, log });
  closings.add('watch-for-loss', () => watch.close());
}

function createHandlers(dependencies: Dependencies): JobHandlers {
  const { redis, prefix, database, keys, now } = dependencies;
  return {
    'copy-drafts': createCopyDrafts({ redis, prefix, database, now }),
    'sweep-outbox': createSweepOutbox(dependencies),
    'seal-audit-events': createSealAuditEvents({
      ...dependencies,
      anchors: createAnchorStore({ redis, prefix }),
    }),
    'tell-news': createTellNews(dependencies),
    'forget-old': createForgetOld({
      ...dependencies,
      forgetChat: createForgetChat({ redis, keys, prefix }),
    }),
    'run-command': createRunCommand({
      ...dependencies,
      copy: (draft) => copyDraft({ redis, prefix, database }, { ...draft, now: now() }),
    }),
  };
}
