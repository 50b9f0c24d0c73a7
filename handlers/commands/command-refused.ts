import type { CommandOutcome } from '../../models/command.ts';
import { AppError } from '../../models/store/errors.ts';

/** That a command was refused, as an error for who asked for it. */
export class CommandRefused extends AppError {
  constructor({ reason, details }: Extract<CommandOutcome, { status: 'refused' }>) {
    super(reason, { message: 'A command was refused', details });
  }
}
