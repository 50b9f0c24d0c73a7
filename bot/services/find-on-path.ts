import { runCommand } from './run-command.ts';

interface Wanted {
  /** Finds the version in what `--version` prints. */
  pattern: RegExp;
  minimum: string;
}

/** Finds a program on PATH in a version that is new enough; undefined if there is none. */
export async function findOnPath(name: string, wanted: Wanted): Promise<readonly string[] | undefined> {
  const signal = AbortSignal.timeout(5_000);
  const output = await runCommand([name, '--version'], { signal }).catch(() => '');
  const version = wanted.pattern.exec(output)?.[1];
  return version !== undefined && isAtLeast(version, wanted.minimum) ? [name] : undefined;
}

/** Whether a dotted version is the minimum or later. */
export function isAtLeast(version: string, minimum: string): boolean {
  return version.localeCompare(minimum, 'en', { numeric: true }) >= 0;
}
