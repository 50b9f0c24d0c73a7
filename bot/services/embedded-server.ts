import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../models/store/errors.ts';
import type { Wheels } from './install-wheels.ts';
import { endProcess, identifyProcess, isRunning, type ProcessIdentity } from './process-identity.ts';
import type { ServiceProgress } from './progress.ts';
import type { ServerRecord } from './run-record.ts';
import { readAddress, type ServerCommand, type ServerKind, type ServerSource } from './server-kind.ts';

/** A server of ours that answers. */
export interface EmbeddedServer {
  url: string;
  process: ProcessIdentity;
  /** The folder in which it keeps what it is given. */
  data: string;
  /** Resolves when its process has ended, for whatever reason. */
  gone: Promise<unknown>;
}

interface StartOptions {
  home: string;
  wheels: () => Promise<Wheels>;
  report(progress: ServiceProgress): void;
  /** Told of the process as soon as there is one, long before it answers. */
  onSpawn(record: ServerRecord): void;
  signal?: AbortSignal | undefined;
}

const READY_WITHIN = 30_000;
const PATIENCE = 4_000;
const ATTEMPTS = 3;

// Tokens and keys of ours are none of a server's business.
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** The file that holds what a server of ours says. */
export function logOf(home: string, kind: ServerKind): string {
  return join(home, 'logs', `${kind.id}.log`);
}

/** Starts a server and waits until it can be used; throws `server-failed` if it does not get there. */
export async function startServer(kind: ServerKind, options: StartOptions): Promise<EmbeddedServer> {
  const { source, program } = await chooseSource(kind, options);
  const data = join(options.home, 'data', source.name);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const log = logOf(options.home, kind);
  options.report({ key: 'services.starting', details: { service: kind.title, source: source.name } });
  if (source.open) options.report({ key: 'services.open', details: { service: kind.title } });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const command = source.commandFor(program, { data, port: await findFreePort() });
    const spawned = spawnServer(command, log);
    if (!spawned) break;
    const server = { ...spawned, data };
    options.onSpawn({ url: command.url, process: server.process, data });
    if (await becomesReady(kind, server, options.signal)) return server;
    // Another program took the port between our finding and the server's opening it.
    if (!(await isListening(command.url))) break;
  }
  const message = 'A server ended or fell silent before it was ready';
  throw new AppError('server-failed', { message, details: { service: kind.title, log } });
}

/** Uses a server again that an earlier process of ours left running; undefined if it cannot be used. */
export async function reuseServer(
  kind: ServerKind,
  record: ServerRecord,
): Promise<EmbeddedServer | undefined> {
  const { url, process: identity, data } = record;
  if (!identity || !data || !existsSync(data)) return undefined;
  if (!isRunning(identity) || !(await isAnsweredBy(identity, kind, url))) return undefined;
  return { url, process: identity, data, gone: watch(identity) };
}

/** Ends a server of ours, also one that an earlier process started; resolves when it is gone. */
export async function endServer({ url, process: identity }: ServerRecord): Promise<void> {
  // secantusd stays in accept() for two seconds unless a client connects. Not at once: a thread that is
  // made for a connection can catch the signal away from the one that waits for it.
  if (identity) await endProcess(identity, { patience: PATIENCE, nudge: () => isListening(url) });
}

async function chooseSource(kind: ServerKind, { home, wheels }: StartOptions) {
  const hasData = (source: ServerSource) => existsSync(join(home, 'data', source.name));
  // The program that holds the data stays, even when a better one has been installed since.
  const sources = [...kind.sources].sort((a, b) => Number(hasData(b)) - Number(hasData(a)));
  for (const source of sources) {
    const program = await source.find(wheels);
    if (program) return { source, program };
  }
  throw new Error(`No source for ${kind.title}`);
}

function spawnServer(
  { command, input, url }: ServerCommand,
  log: string,
): Omit<EmbeddedServer, 'data'> | undefined {
  const [program = '', ...args] = command;
  const env = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));
  const output = openSync(log, 'w', 0o600);
  // A group of its own, so that Ctrl-C in the terminal reaches only us, who end it in order.
  const child = spawn(program, args, { detached: true, env, stdio: ['pipe', output, output] });
  closeSync(output);
  // A program that cannot run or will not read shows in its being gone.
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const gone = once(child, 'exit').catch(() => undefined);
  child.unref();
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  return identity && { url, process: identity, gone };
}

async function becomesReady(
  kind: ServerKind,
  server: EmbeddedServer,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN;
  while (isRunning(server.process) && Date.now() < deadline && !signal?.aborted) {
    if ((await isListening(server.url)) && (await isAnsweredBy(server.process, kind, server.url)))
      return true;
    await sleep(25);
  }
  await endServer(server);
  signal?.throwIfAborted();
  return false;
}

async function isAnsweredBy(identity: ProcessIdentity, kind: ServerKind, url: string): Promise<boolean> {
  return (await kind.ready(url).catch(() => undefined)) === identity.pid;
}

/** Resolves when a process is gone that is not our child, and so tells us nothing. */
function watch(identity: ProcessIdentity): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isRunning(identity)) return;
      clearInterval(timer);
      resolve();
    }, 250);
    timer.unref();
  });
}

/** A port of this machine that is free at the moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port');
  return address.port;
}

async function isListening(url: string): Promise<boolean> {
  const [host = '', port] = readAddress(url).split(':');
  const socket = connect(Number(port), host);
  try {
    // A server that hangs stops taking connections once its queue is full.
    await once(socket, 'connect', { signal: AbortSignal.timeout(250) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
