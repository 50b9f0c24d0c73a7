import { createKeyedQueue, type KeyedQueue } from '../../handlers/keyed-queue.ts';
import { loadLocales } from '../i18n.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { KEY_PREFIX } from '../settings/config.ts';
import type { App, AppOptions } from './app.ts';
import { prepareChannels } from './channels.ts';
import { type Closings, createClosings } from './closings.ts';
import { startDelivery } from './delivery.ts';
import { openQueue } from './queue.ts';
import { ensureSample } from './sample.ts';
import { startServer } from './server.ts';
import { createServices, keepNoticing } from './services.ts';
import { openStores } from './stores.ts';
import { createTalk } from './talk.ts';

/** Puts the whole product together and starts it. A start that fails closes what it had opened, and rejects. */
export async function startApp(options: AppOptions): Promise<App> {
  const keyedQueue = createKeyedQueue();
  const closings = createClosings({ log: options.log, finishWork: keyedQueue.idle });
  try {
    return await compose(options, { keyedQueue, closings });
  } catch (error) {
    await closings.closeAll();
    throw error;
  }
}

/** Opens one part after another; each is given by name what it needs. */
async function compose(
  options: AppOptions,
  { keyedQueue, closings }: { keyedQueue: KeyedQueue; closings: Closings },
): Promise<App> {
  const { config, redisUrl, mongodbUri, log, onFatal = () => undefined } = options;
  const { now = () => new Date(), prefix = KEY_PREFIX } = options;
  const common = { prefix, now, log };
  const locales = await loadLocales();
  const metrics = createMetrics();
  const { measures } = metrics;
  const stores = await openStores({ ...common, config, redisUrl, mongodbUri, measures, closings });
  const { database, redis, keys, store } = stores;
  if (config.webChat) await ensureSample({ config, database, keys, locales, now });
  const services = createServices({ ...common, database, redis, keys, locales });
  await keepNoticing(services, { log, closings });
  const queue = openQueue({ redisUrl, prefix, log, closings });
  const { channels, send, takesFiles, invitationLinks } = await prepareChannels({
    ...{ ...common, config, database, redis, keys, store, locales, measures, onFatal },
    identities: services.identities,
    further: options.channels?.({ redis, keys, prefix }) ?? [],
  });
  const { enqueueCommand } = queue;
  const { deliver, stopTakingOver } = await startDelivery({
    ...{
      ...common,
      ...services,
      redisUrl,
      redis,
      store,
      send,
      takesFiles,
      invitationLinks,
      enqueueCommand,
      keyedQueue,
      closings,
    },
    translator: locales.translator,
  });
  const { receive, announce } = createTalk({
    ...common,
    ...stores,
    ...services,
    send,
    deliver,
    keyedQueue,
    locales,
  });
  if (config.ROLE !== 'bot') {
    // A process that only talks needs none of the commands.
    const { startJobs } = await import('./jobs.ts');
    const { sources } = services;
    await startJobs({ ...common, ...stores, redisUrl, sources, queue, deliver, announce, closings });
  }
  const serving = { config, redis, prefix, database, queue, metrics, channels, receive, now, closings };
  const { url, addresses } = await startServer(serving);
  const stop = () => {
    // Already while channels finish, a process that is stopping begins nothing that others left.
    stopTakingOver();
    return closings.closeAll();
  };
  return { url, database, addresses, stop };
}
