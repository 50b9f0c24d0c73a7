import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '../../bot/services/embedded-server.ts';
import { installWheels } from '../../bot/services/install-wheels.ts';
import { readAddress, type ServerKind } from '../../bot/services/server-kind.ts';
import { signalAll, spawnGroup } from './spawn-group.ts';

/** A server that can be killed and started again at the same address, with the data it has on disk. */
export interface KillableServer {
  url: string;
  port: number;
  /** Ends it like a power cut of its process. */
  kill(): Promise<void>;
  /** Whether its process is there. */
  isRunning(): boolean;
  /** Resolves when it answers. */
  start(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

/** Makes a server of a kind. `wrap` puts a tracer or the like in front of its command. */
export async function createServerOf(
  kind: ServerKind,
  place: { home: string; venv: string; wrap?: readonly string[] },
): Promise<KillableServer> {
  const { home, venv, wrap = [] } = place;
  const data = join(home, kind.id);
  mkdirSync(data, { recursive: true });
  const wheels = () => installWheels({ venv, log: join(home, 'install.log'), report: () => undefined });
  const found = await findProgram(kind, wheels);
  const launch = found.launch({ data, port: await findFreePort() });
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawnGroup([...wrap, ...launch.command], { stdio: ['pipe', 'pipe', 'pipe'] });
    const log = (chunk: Buffer) => appendFileSync(join(home, `${kind.id}.log`), chunk);
    child.stdout?.on('data', log);
    child.stderr?.on('data', log);
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(launch.input ?? '');
    await waitUntilReady(kind, launch.url);
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    signalAll(child, 'SIGKILL');
    await gone;
  }

  return {
    url: launch.url,
    port: Number(readAddress(launch.url).split(':')[1]),
    kill,
    isRunning: () => child !== undefined && child.exitCode === null && child.signalCode === null,
    start,
  };
}

async function findProgram(kind: ServerKind, wheels: Parameters<ServerKind['sources'][number]['find']>[0]) {
  for (const source of kind.sources) {
    const program = await source.find(wheels);
    if (program !== undefined) {
      return { launch: (at: { data: string; port: number }) => source.commandFor(program, at) };
    }
  }
  throw new Error(`no program for ${kind.title}`);
}

async function waitUntilReady(kind: ServerKind, url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if ((await kind.ready(url).catch(() => undefined)) !== undefined) return;
    await wait(50);
  }
  throw new Error(`${kind.title} is not ready within a minute`);
}
