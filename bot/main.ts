import process from 'node:process';
import type { App } from './compose/app.ts';
import { startApp } from './compose/start-app.ts';
import { demandFreePort } from './http/server.ts';
import { loadLocales } from './i18n.ts';
import { createLogger } from './logger.ts';
import { migrateStored } from './operator/migrate-stored.ts';
import { createTerminal } from './operator/terminal.ts';
import { demandUnlocked } from './services/lock-folder.ts';
import { type Servers, startServers } from './services/start-servers.ts';
import { type Config, loadConfig } from './settings/config.ts';

const LOOK_FOR_PARENT_MS = 300;

const terminal = createTerminal(await loadLocales());
const giveUp = new AbortController();
const running: { servers?: Promise<Servers>; app?: Promise<App>; stopping?: Promise<void> } = {};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (running.stopping === undefined) terminal.say('stopping');
    void stop(0);
  });
}
if (process.env.npm_lifecycle_event !== undefined) stopWithParent();
try {
  await start(loadConfig(process.env));
} catch (error) {
  if (!giveUp.signal.aborted) {
    terminal.fail(error);
    await stop(1);
  }
}

async function start(config: Config): Promise<void> {
  const log = createLogger(config);
  terminal.say('starting');
  if (!config.REDIS_URL || !config.MONGODB_URI) await demandUnlocked(config.SERVICES_DIR);
  await demandFreePort(config);
  running.servers = startServers({
    home: config.SERVICES_DIR,
    redisUrl: config.REDIS_URL,
    mongodbUri: config.MONGODB_URI,
    report: ({ key, details }) => terminal.say(key, details),
    onFailure(error) {
      log.error({ err: error }, 'What is recorded can no longer be kept');
      terminal.fail(error);
      void stop(1);
    },
    signal: giveUp.signal,
  });
  const { redisUrl, mongodbUri } = await running.servers;
  giveUp.signal.throwIfAborted();
  // What a server of one's own holds is changed only by the command for it.
  if (!config.MONGODB_URI) await migrateStored(mongodbUri, terminal);
  giveUp.signal.throwIfAborted();
  running.app = startApp({
    config,
    redisUrl,
    mongodbUri,
    log,
    onFatal(error) {
      terminal.fail(error);
      void stop(1);
    },
  });
  const { url, addresses } = await running.app;
  for (const { app, address } of addresses) {
    if (address === undefined) terminal.say('channel-waiting', { app });
    else terminal.say('channel-found', { app, address });
  }
  terminal.say(config.webChat ? 'ready' : 'ready-production', { url });
}

/** A signal to npm ends npm and its shell, but does not reach us; that they are gone does. */
function stopWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void stop(0);
  }, LOOK_FOR_PARENT_MS).unref();
}

/** Ends everything, once, in order: what is still starting, the app, then its servers. */
function stop(code: number): Promise<void> {
  running.stopping ??= endAll(code);
  return running.stopping;
}

async function endAll(code: number): Promise<void> {
  giveUp.abort();
  const servers = await running.servers?.catch(() => undefined);
  const app = await running.app?.catch(() => undefined);
  try {
    await app?.stop();
    await servers?.stop();
    if (code === 0) terminal.say('stopped');
  } catch (error) {
    terminal.fail(error);
    process.exit(1);
  }
  process.exit(code);
}
