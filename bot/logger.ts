import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { destination, type Logger, pino, stdSerializers } from 'pino';
import type { Config } from './settings/config.ts';

/** Shapes of credentials: a messenger's bot token, and the user part of a URI. */
const SECRETS = [/\d{5,}:[\w-]{30,}/g, /(?<=\/\/)[^\s/@]+(?=@)/g];

const STDOUT = 1;
/** As much of the log is kept in memory, in bytes, while it cannot be written. */
const MOST_UNWRITTEN = 1024 * 1024;

/** Structured log: to standard output in production, else to `logs/app.log` of the services folder. */
export function createLogger(config: Config): Logger {
  const options = {
    level: config.LOG_LEVEL,
    base: null,
    serializers: { err: (error: Error) => redactError(stdSerializers.err(error)) },
  };
  if (config.NODE_ENV === 'production') return pino(options, openDestination(STDOUT));
  const folder = join(config.SERVICES_DIR, 'logs');
  const file = join(folder, 'app.log');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  keepPrivate(folder, 0o700);
  const stream = openDestination(file);
  keepPrivate(file, 0o600);
  return pino(options, stream);
}

/** For what an earlier release made so that others can read it; what another user made is that user's. */
function keepPrivate(path: string, mode: number): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isSymbolicLink() && found.uid === process.getuid?.())
    chmodSync(path, mode);
}

function openDestination(dest: string | number) {
  const stream = destination({ dest, mode: 0o600, sync: true, maxLength: MOST_UNWRITTEN });
  // What a full disk does not take is kept and written later, or dropped; it must not end the program.
  stream.on('error', () => undefined);
  return stream;
}

/** What an error may say in a log: its type, code, message and stack, without credentials or other fields. */
function redactError(error: { type?: string; message?: string; stack?: string; code?: unknown }) {
  return {
    type: error.type,
    code: error.code,
    message: redact(error.message ?? ''),
    stack: redact(error.stack ?? ''),
  };
}

/** Takes credentials out of a text. */
export function redact(text: string): string {
  return SECRETS.reduce((clean, secret) => clean.replace(secret, '[redacted]'), text);
}
