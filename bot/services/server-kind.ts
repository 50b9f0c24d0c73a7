import type { Wheels } from './install-wheels.ts';

/** Where one server is to run. */
export interface ServerLocation {
  /** A folder that no other program has written to. */
  data: string;
  port: number;
}

/** A command line with what it is to read from its standard input, and the address it will answer at. */
export interface ServerCommand {
  command: readonly string[];
  input?: string;
  url: string;
}

/** One program that can serve, such as the `redis-server` on PATH. */
export interface ServerSource {
  /** Names its data folder: no two programs can be trusted to read each other's files. */
  name: string;
  /** How this machine runs it; undefined if it has none, or only one that is too old. */
  find(wheels: () => Promise<Wheels>): Promise<readonly string[] | undefined>;
  commandFor(program: readonly string[], location: ServerLocation): ServerCommand;
  /** Whether it serves every user of this machine, without a password. */
  open?: true;
}

/** All that differs between Redis and MongoDB. */
export interface ServerKind {
  id: 'redis' | 'mongodb';
  /** Its name in sentences. */
  title: string;
  /** Where it comes from, best first. */
  sources: readonly ServerSource[];
  /** Makes a server of ours ready for use and tells its process number; throws while it cannot be used. */
  ready(url: string): Promise<number>;
  /** Throws a coded error, free of credentials, unless a server that is not ours can be used. */
  verify(url: string): Promise<void>;
}

/** The host and port of a connection string: what may be shown and logged of it. */
export function readAddress(url: string): string {
  const rest = url.includes('@') ? url.slice(url.lastIndexOf('@') + 1) : url.split('://')[1];
  return /^[^/?#]+/.exec(rest ?? '')?.[0] ?? '?';
}
