import { AppError } from '../../models/store/errors.ts';
import { inTime, LATE } from '../in-time.ts';
import type { Log } from '../ports.ts';
import type { Questions } from '../queries/questions.ts';
import type { Loaded, Situation } from './situation.ts';

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

/**
 * Finds what the draft in front is asked, before anybody knows whether that matters for what the person does: help and the
 * menu need nothing of it. What does need it finds it once more, and fails where it cannot.
 */
export async function findFront(
  log: Log,
  find: () => Promise<Questions | null>,
): Promise<Situation['front']> {
  try {
    const found = await inTime(find(), PATIENCE_MS);
    if (found !== LATE) return found;
    log.warn({}, 'What the draft in front is asked takes too long to be found');
  } catch (error) {
    log.warn({ err: error }, 'What the draft in front is asked could not be found');
  }
  return 'unknown';
}
