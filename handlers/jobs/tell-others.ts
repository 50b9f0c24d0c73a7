import type { CommandNews } from '../../models/command.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Log } from '../ports.ts';
import type { Announce } from '../talk/announce.ts';

/** Why a person cannot be told, now or later; anything else passes, and is tried again. */
const LASTING = ['envelope-unreadable', 'draft-unreadable'];

/**
 * Tells others of a command before its person is told, because with the word of its outcome the command is over. One
 * person who cannot be told does not keep the others from being told: where that may pass, as with a busy conversation,
 * it is thrown once all others are told, so that the job comes again.
 */
export async function tellOthers(
  { announce, log }: { announce: Announce; log: Log },
  { id, news = [] }: { id: string; news?: readonly CommandNews[] },
): Promise<void> {
  const passing: AppError[] = [];
  for (const { people, kind, screen, params, values } of news) {
    for (const person of people) {
      try {
        const told = { type: 'told', kind, screen, params, ...(values && { values }) } as const;
        await announce(person, { key: `news:${id}:${kind}`, news: told });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (LASTING.includes(error.code))
          log.error({ err: error, person }, 'A person cannot be told of a command');
        else passing.push(error);
      }
    }
  }
  if (passing[0] !== undefined) throw passing[0];
}
