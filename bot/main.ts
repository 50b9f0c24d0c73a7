import process from 'node:process';
import { AppError } from '../models/errors.ts';
import { type App, startApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { loadLocales } from './i18n.ts';
import { createLogger } from './logger.ts';
import { type Servers, startServers } from './services/start-servers.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal(await loadLocales());
const running: { app?: App; servers?: Servers; stopping: boolean } = { stopping: false };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stop(0));
}
try {
  await start(loadConfig(process.env));
} catch (error) {
  terminal.fail(error);
  await stop(1);
}

async function start(config: Config): Promise<void> {
  const log = createLogger(config);
  terminal.say('starting');
  running.servers = await startServers({
    home: config.SERVICES_DIR,
    ...(config.REDIS_URL === undefined ? {} : { redisUrl: config.REDIS_URL }),
    ...(config.MONGODB_URI === undefined ? {} : { mongodbUri: config.MONGODB_URI }),
    report: ({ key, details }) => terminal.say(key, details),
    onDeath: (service) => {
      terminal.fail(new AppError('server-died', { message: 'A server died', details: { service } }));
      void stop(1);
    },
  });
  if (running.stopping) return;
  const { redisUrl, mongodbUri } = running.servers;
  const app = await startApp({ config, redisUrl, mongodbUri, log });
  running.app = app;
  if (config.webChat) terminal.say('ready', { url: app.url });
  else terminal.say('ready-production', { url: app.url });
}

/** Ends everything, once, in order: the app, then its servers. */
async function stop(code: number): Promise<void> {
  if (running.stopping) return;
  running.stopping = true;
  if (code === 0) terminal.say('stopping');
  try {
    await running.app?.stop();
    await running.servers?.stop();
  } catch (error) {
    terminal.fail(error);
    process.exit(1);
  }
  if (code === 0) terminal.say('stopped');
  process.exit(code);
}
