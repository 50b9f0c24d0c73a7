import { type Command, InvalidArgumentError } from 'commander';
import { dayOf } from '../../flows/rules/calendar.ts';
import type { Departures, FullList } from '../../handlers/import/table.ts';
import { LEAVE_REASON_TERMS } from '../../handlers/import/terms.ts';
import { formatDate } from '../../handlers/words/dates.ts';
import { LEAVE_REASONS } from '../../models/organisation/membership.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Terminal } from '../operator/terminal.ts';
import { toReason } from './membership.ts';
import { toDay } from './to-day.ts';

type Left = Departures['left'][number];
type Moved = Departures['moved'][number];

/** The options of a full list. */
export interface FullListOptions extends Departures {
  asFullList?: true;
  unit?: string;
  forgotten: readonly string[];
}

/** Adds the options of a full list to `import`. */
export function addFullListOptions(command: Command): Command {
  return command
    .option('--as-full-list', 'sổ có đủ mọi người của --unit · the file has everybody of --unit')
    .option('--unit <code>', 'đơn vị mà danh sách này là đầy đủ · the unit of the full list')
    .option(
      '--left <answers>',
      `đã rời · has left: P05=qua đời, P06=chuyển sinh hoạt@01/11/2026; ${LEAVE_REASONS.join(', ')}`,
      (written: string, before: readonly Left[]) => [...before, ...pairsIn(written).map(toLeft)],
      [],
    )
    .option(
      '--moved <answers>',
      'đã chuyển sang đơn vị khác · moved to another unit: P07=CB2, P08=CB3@01/11/2026',
      (written: string, before: readonly Moved[]) => [...before, ...pairsIn(written).map(toMoved)],
      [],
    )
    .option(
      '--forgotten <codes>',
      'danh sách ghi sót, vẫn giữ · stays, was forgotten: P08',
      collectCodes,
      [],
    );
}

/** An option with codes that may be given several times, or once with commas. */
export function collectCodes(written: string, before: readonly string[]): readonly string[] {
  const codes = written.split(',').map((part) => part.trim().normalize('NFC'));
  return [...before, ...codes.filter((code) => code !== '')];
}

/** What is written after each code, and the day after it; today where there is none. */
function pairsIn(written: string): { person: string; said: string; on: string }[] {
  return collectCodes(written, []).map((answer) => {
    const [, person = '', said = '', day] = /^([^=]+)=([^=@]+)(?:@(.+))?$/.exec(answer) ?? [];
    if (person === '') throw new InvalidArgumentError('P05=…, P05=…@31/12/2026');
    const on = day === undefined ? dayOf(new Date()) : toDay(day);
    return { person: person.trim(), said: said.trim(), on };
  });
}

function toLeft({ person, said, on }: { person: string; said: string; on: string }): Left {
  return { person, why: toReason(said), on };
}

function toMoved({ person, said, on }: { person: string; said: string; on: string }): Moved {
  return { person, unit: said, on };
}

/** The full list that the options tell of, if any. Throws `usage-missing-option`. */
export function readFullList(options: FullListOptions): FullList | undefined {
  const { asFullList, unit, left, moved, forgotten } = options;
  const isAnswered = left.length + moved.length + forgotten.length > 0;
  if (asFullList === undefined && unit === undefined && !isAnswered) return undefined;
  if (asFullList !== undefined && unit !== undefined) return { unit, left, moved, forgotten };
  const first = asFullList === undefined ? '--as-full-list' : '--unit <code>';
  throw new AppError('usage-missing-option', { message: 'A full list is of a unit', details: { first } });
}

/** Tells who leaves and moves. */
export function tellDepartures({ left, moved }: Departures, terminal: Terminal): void {
  for (const { person, why, on } of left) {
    const day = formatDate(on, 'vi');
    terminal.say('import.leaves', { person, why: LEAVE_REASON_TERMS[why][0], day });
  }
  for (const { person, unit, on } of moved) {
    terminal.say('import.moves', { person, unit, day: formatDate(on, 'vi') });
  }
}
