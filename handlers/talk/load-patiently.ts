import { AppError } from '../../models/store/errors.ts';
import { inTime, LATE } from '../in-time.ts';
import type { Log } from '../ports.ts';
import type { Loaded } from './situation.ts';

/** Longer than the system of record takes to answer when it is well. */
const PATIENCE_MS = 3_000;

/**
 * Loads what a person asked for. A system of record that is away, or hangs, keeps nobody waiting: the person is told,
 * and can try again. `about` names it in the log; `isAwaited` waits however long it takes.
 */
export async function loadPatiently(
  log: Log,
  {
    about,
    isAwaited = false,
    load,
  }: { about: Readonly<Record<string, string>>; isAwaited?: boolean; load(): Promise<Loaded> },
): Promise<Loaded> {
  try {
    const loaded = await (isAwaited ? load() : inTime(load(), PATIENCE_MS));
    if (loaded !== LATE) return loaded;
    log.warn(about, 'What a person asked for takes too long to be loaded');
  } catch (error) {
    if (error instanceof AppError && error.code === 'draft-unreadable') return { type: 'unreadable' };
    log.warn({ err: error, ...about }, 'What a person asked for could not be loaded');
  }
  return { type: 'unavailable' };
}
