import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { createDeliver, type DeliverDependencies } from '../handlers/deliver/deliver.ts';
import { createTakeOver } from '../handlers/deliver/take-over.ts';
import { createIdentities, type Identities } from '../handlers/identities.ts';
import { createCopyDrafts } from '../handlers/jobs/copy-drafts.handler.ts';
import { createForgetOld } from '../handlers/jobs/forget-old.handler.ts';
import { createRecover } from '../handlers/jobs/recover.ts';
import { createRunCommand } from '../handlers/jobs/run-command.handler.ts';
import { createSealAuditEvents } from '../handlers/jobs/seal-audit-events.handler.ts';
import { createSweepOutbox } from '../handlers/jobs/sweep-outbox.handler.ts';
import { createFinishJoining } from '../handlers/join/finish-joining.ts';
import { createGuesses } from '../handlers/join/guesses.ts';
import { createReceiveStranger } from '../handlers/join/receive-stranger.ts';
import { createLanes } from '../handlers/lanes.ts';
import type { Send } from '../handlers/ports.ts';
import { createDescribeAccount } from '../handlers/queries/describe-account.ts';
import { createFindQuestions } from '../handlers/queries/find-questions.ts';
import { createLately } from '../handlers/queries/lately.ts';
import { listPeopleCards } from '../handlers/queries/list-people.ts';
import { createReviews } from '../handlers/queries/reviews.ts';
import { createWithFallback, type WithFallback } from '../handlers/queries/with-fallback.ts';
import { createAnnounce, createReceive, createWelcome } from '../handlers/talk/receive-message.ts';
import { createRecentConversations } from '../handlers/talk/recent-conversations.ts';
import { createAnchorStore } from '../models/audit-anchor.ts';
import { readBacklog } from '../models/chat/backlog.ts';
import { createConversationStore } from '../models/chat/conversation.ts';
import { copyDraft } from '../models/chat/copy-conversations.ts';
import { readParked } from '../models/chat/inbox.ts';
import { createJoiningStore } from '../models/chat/joining.ts';
import { createLastKnown } from '../models/chat/last-known.ts';
import { restoreConversation } from '../models/chat/restore-conversation.ts';
import { createSenders } from '../models/chat/senders.ts';
import { createStrangerUpdates } from '../models/chat/stranger-updates.ts';
import { listPosts } from '../models/organisation/post.ts';
import { createAttachmentStore } from '../models/review/attachment.ts';
import { connectDatabase, type Database } from '../models/store/connection.ts';
import type { KeyRing } from '../models/store/encryption.ts';
import { AppError } from '../models/store/errors.ts';
import { createRandomBytes } from '../models/store/random-bytes.ts';
import type { Channel, ChannelStanding } from './channels/channel.ts';
import { createChannels } from './channels/create-channels.ts';
import { sendBy } from './channels/send-by.ts';
import { type Config, KEY_PREFIX } from './config.ts';
import { demandDurableRedis } from './durable-redis.ts';
import { openKeyRing } from './encryption-keys.ts';
import { createHealth } from './health.ts';
import { type Locales, loadLocales } from './i18n.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import type { Measures } from './metrics/measure.ts';
import { connectRedis, connectSubscriberRedis, connectWorkerRedis } from './queues/connection.ts';
import { createJobQueue, type JobQueue } from './queues/queue.ts';
import { watchForLoss } from './queues/watch-for-loss.ts';
import { startWorker } from './queues/worker.ts';
import { readPack } from './read-pack.ts';
import { repeat } from './repeat.ts';
import { createLinkSamplePerson } from './sample/link-sample-person.ts';
import { createServer, listen } from './server.ts';

const STOP_WITHIN_MS = 8_000;
/** How often a process looks for others that died, and says of slow deliveries that they go on. */
const LOOK_EVERY_MS = 500;
const HOLD_EVERY_MS = 5_000;
/** What no one can guess. */
const ID_BYTES = 16;

export interface AppOptions {
  config: Config;
  redisUrl: string;
  mongodbUri: string;
  log: Logger;
  now?: () => Date;
  /** Further channels, made from what every channel may use. */
  channels?: (shared: { redis: Redis; keys: KeyRing; prefix: string }) => readonly Channel[];
  prefix?: string;
  /** Told when something ends for good that the app cannot do without. */
  onFatal?: (error: AppError) => void;
}

export interface App {
  /** Where the server listens. */
  url: string;
  database: Database;
  /** Where people find the bot on messengers. */
  standings: readonly ChannelStanding[];
  /** Takes nothing new in, finishes what is under way, and closes every connection. */
  stop(): Promise<void>;
}

/** Puts the whole product together and starts it. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, log, now = () => new Date(), prefix = KEY_PREFIX } = options;
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const database = await connectDatabase(options.mongodbUri);
    closers.push(() => database.close());
    const keys = await openKeyRing(config, database);
    return await compose({ ...options, now, prefix, database, keys }, closers);
  } catch (error) {
    for (const close of closers.reverse()) {
      await close().catch((reason: unknown) => log.warn({ err: reason }, 'A part did not close'));
    }
    throw error;
  }
}

type Settled = AppOptions &
  Required<Pick<AppOptions, 'now' | 'prefix'>> & { database: Database; keys: KeyRing };

async function compose(options: Settled, closers: (() => Promise<unknown>)[]): Promise<App> {
  const { config, log, now, prefix, keys } = options;
  const stores = await connectStores(options, closers);
  const { database, redis, locales } = stores;
  const lastKnown = createLastKnown({ redis, keys, prefix });
  const withFallback = createWithFallback({ lastKnown, log });
  const identities = createIdentities({ database, keys, lastKnown, withFallback, now });
  const queue = createJobQueue({ redis: stores.queueRedis, prefix });
  closers.push(() => queue.close());
  const channels = [
    ...(await createChannels({
      ...{ config, redis, keys, prefix, locales, log, now },
      onFatal: options.onFatal ?? (() => undefined),
      people: () => listPeopleCards(database),
      link: createLinkSamplePerson({ database, identities }),
      files: createAttachmentStore({ database, keys }),
    })),
    ...(options.channels?.({ redis, keys, prefix }) ?? []),
  ];
  if (channels.length === 0) {
    log.warn({}, 'No channel is on, so nobody can reach the bot: set the token of one');
  }
  const { measures, ...metrics } = createMetrics();
  const send = measures.send((to, outgoing) => sendBy(channelOf(channels, to.channel), to.chat, outgoing));
  const { receive, announce, ...parts } = composeHandlers(options, {
    ...{ stores, identities, withFallback, queue, send, measures },
    takesFiles: (name) => channels.find((channel) => channel.name === name)?.capabilities.files !== false,
  });
  const sending = await startSending(options, { stores, ...parts }, closers);
  if (config.ROLE !== 'bot') {
    await startJobs(options, { stores, queue, announce, ...parts }, closers);
  }
  const health = createHealth({
    ...{ redis, prefix, database, queue, runsJobs: config.ROLE !== 'bot' },
    readParked: () => readParked({ redis, prefix }),
  });
  const backlog = () => readBacklog({ redis, prefix }, now());
  const render = () => metrics.render({ health, backlog, jobs: queue.read });
  const server = createServer(config, { health, metrics: { ...metrics, render } });
  closers.push(() => server.close());
  if (config.ROLE !== 'worker') {
    for (const channel of channels) {
      await channel.routes?.(server);
      await channel.start(measures.receive(receive));
      closers.push(() => channel.stop());
    }
  }
  const url = await listen(server, config);
  const standings = config.ROLE === 'worker' ? [] : channels.flatMap((channel) => channel.standing?.() ?? []);
  const stop = () => {
    // A process that is stopping takes nothing over.
    void sending.close();
    return stopInOrder(closers, { lanes: parts.lanes, log });
  };
  return { url, database, standings, stop };
}

type Handling = ReturnType<typeof composeHandlers>;

/** Makes this process one of those that send: known to the others, and looking for what dead ones left. */
async function startSending(
  { log, now, prefix }: Settled,
  parts: Pick<Handling, 'store' | 'deliver' | 'hold'> & { stores: Stores },
  closers: (() => Promise<unknown>)[],
): Promise<{ close(): Promise<void> }> {
  const { store, deliver, hold, stores } = parts;
  const { redis, subscriberRedis } = stores;
  const senders = createSenders({ redis, line: subscriberRedis, prefix, name: store.sender });
  const takeOver = createTakeOver({ store, senders, deliver, now, log });
  const holding = await repeat(hold, { name: 'hold-deliveries', everyMs: HOLD_EVERY_MS, log });
  const sending = await repeat(takeOver, { name: 'take-over', everyMs: LOOK_EVERY_MS, log });
  closers.push(async () => {
    await Promise.all([holding.close(), sending.close()]);
    await senders.leave();
  });
  return sending;
}

/** Starts what works in the background. */
async function startJobs(
  { log, now, prefix, keys }: Settled,
  parts: Omit<Handling, 'receive'> & { stores: Stores; queue: JobQueue },
  closers: (() => Promise<unknown>)[],
): Promise<void> {
  const { stores, queue, store, sources, deliver, restore, announce } = parts;
  const { database, redis, workerRedis } = stores;
  const worker = startWorker({
    redis: workerRedis,
    prefix,
    log,
    handlers: {
      'copy-drafts': createCopyDrafts({ redis, prefix, database, now }),
      'sweep-outbox': createSweepOutbox({ store, deliver, now }),
      'seal-audit-events': createSealAuditEvents({
        ...{ database, keys, now, log },
        anchors: createAnchorStore({ redis, prefix }),
      }),
      'forget-old': createForgetOld({
        ...{ store, database, keys, now, log },
        files: createAttachmentStore({ database, keys }),
      }),
      'run-command': createRunCommand({
        ...{ store, sources, announce, now, log },
        copy: (draft) => copyDraft({ redis, prefix, database }, { ...draft, now: now() }),
      }),
    },
  });
  closers.push(() => worker.close());
  const { enqueueCommand } = queue;
  const recover = createRecover({ database, restore, enqueueCommand, announce, log });
  await queue.schedule();
  const watch = await watchForLoss({ redis, prefix, queue, recover, now, log });
  closers.push(() => watch.close());
}

type Stores = Awaited<ReturnType<typeof connectStores>>;

async function connectStores(options: Settled, closers: (() => Promise<unknown>)[]) {
  const { config, log, now, database, keys } = options;
  const locales = await loadLocales();
  if (config.webChat) await ensureSample({ database, keys, now: now(), config, locales });
  const redis = connectRedis(options.redisUrl, log);
  // BullMQ defines dozens of commands on its connection, and every pipeline of ioredis copies them.
  const queueRedis = connectRedis(options.redisUrl, log);
  const workerRedis = connectWorkerRedis(options.redisUrl, log);
  const subscriberRedis = connectSubscriberRedis(options.redisUrl, log);
  for (const connection of [redis, queueRedis, workerRedis, subscriberRedis]) {
    closers.push(async () => connection.disconnect());
  }
  if (config.NODE_ENV === 'production')
    await demandDurableRedis(redis, { url: options.redisUrl, config, log });
  return { locales, database, redis, queueRedis, workerRedis, subscriberRedis };
}

/** What takes events in and answers them. */
function composeHandlers(
  options: Settled,
  parts: {
    stores: Stores;
    identities: Identities;
    withFallback: WithFallback;
    queue: JobQueue;
    send: Send;
    takesFiles: DeliverDependencies['takesFiles'];
    measures: Measures;
  },
) {
  const { log, now, prefix, keys } = options;
  const { stores, identities, withFallback, queue, send, measures } = parts;
  const { database, redis, locales } = stores;
  const nextBytes = createRandomBytes(ID_BYTES);
  const reviews = createReviews({ database, keys, withFallback });
  const newId = () => nextBytes().toString('base64url');
  const sources = {
    ...{ database, keys, reviews, newId, log, lately: createLately(withFallback) },
    describeAccount: createDescribeAccount({ database, keys }),
    sayInAll: (key: string, values?: Readonly<Record<string, string | number>>) => ({
      vi: locales.translator('vi')(key, values),
      en: locales.translator('en')(key, values),
    }),
  };
  const shared = {
    ...{ log, now, send, identities, database, keys },
    store: measures.store(createConversationStore({ redis, keys, prefix })),
    ...{ sources, findQuestions: createFindQuestions(sources) },
    lanes: createLanes(),
    vocabulary: locales.vocabulary,
    translator: locales.translator,
    newId,
    postsOf: (person: string) => listPosts(database, { people: [person] }),
  };
  const { deliver, hold } = createDeliver({
    ...shared,
    takesFiles: parts.takesFiles,
    enqueueCommand: queue.enqueueCommand,
  });
  const restore = (person: string) =>
    restoreConversation({ redis, prefix, database }, { person, now: now() });
  const receiving = { ...shared, deliver, restore, recent: createRecentConversations() };
  const strangerUpdates = createStrangerUpdates({ redis, keys, prefix });
  const finishJoining = createFinishJoining({
    identities,
    strangerUpdates,
    welcome: createWelcome(receiving),
  });
  const joining = { strangerUpdates, finishJoining };
  const receiveStranger = createReceiveStranger({
    ...shared,
    ...joining,
    joinings: createJoiningStore({ redis, prefix }),
    guesses: createGuesses({ redis, prefix }),
  });
  return {
    ...shared,
    deliver,
    hold,
    restore,
    receive: createReceive({ ...receiving, ...joining, receiveStranger }),
    announce: createAnnounce(receiving),
  };
}

/** The sample is for a database of its own: one that holds another organisation is left alone. */
async function ensureSample(of: {
  database: Database;
  keys: KeyRing;
  now: Date;
  config: Config;
  locales: Locales;
}): Promise<void> {
  const { database, keys, now, config, locales } = of;
  // With all that reads tables, it would only take memory in production.
  const { loadSample, SAMPLE_ROOT } = await import('./sample/load-sample.ts');
  const [someone, sample] = await Promise.all([
    database.units.exists({}),
    database.units.exists({ _id: SAMPLE_ROOT }),
  ]);
  if (someone !== null && sample === null) return;
  const pack = await readPack(config.SAMPLE_PACK, locales);
  await loadSample({ database, keys, now, pack, locales });
}

function channelOf(channels: readonly Channel[], name: string): Channel {
  const channel = channels.find((known) => known.name === name);
  if (channel === undefined) {
    throw new AppError('channel-off', { message: 'The channel is not running', details: { channel: name } });
  }
  return channel;
}

/** Channels first, so that nothing new comes in; then what is under way; then the connections. */
async function stopInOrder(
  closers: readonly (() => Promise<unknown>)[],
  parts: { lanes: { idle(): Promise<void> }; log: Logger },
): Promise<void> {
  const inOrder = async () => {
    for (const close of closers.toReversed()) {
      await close().catch((error: unknown) => parts.log.warn({ err: error }, 'A part did not close'));
      await parts.lanes.idle();
    }
  };
  const tooLong = new Promise<'late'>((resolve) => setTimeout(resolve, STOP_WITHIN_MS, 'late').unref());
  if ((await Promise.race([inOrder(), tooLong])) === 'late') {
    parts.log.error({}, 'Stopping took too long; what is committed is taken up at the next start');
  }
}
