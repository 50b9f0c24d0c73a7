import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { createProgram, toUsageError } from '../../../bot/admin/create-program.ts';
import { addCycleCommands } from '../../../bot/admin/cycle.ts';
import { addExportCommand } from '../../../bot/admin/export.ts';
import { addImportCommand } from '../../../bot/admin/import.ts';
import { addInviteCommand } from '../../../bot/admin/invite.ts';
import { addPeopleCommand } from '../../../bot/admin/people.ts';
import { addStatusCommand } from '../../../bot/admin/status.ts';
import { loadLocales } from '../../../bot/i18n.ts';
import { createTerminal } from '../../../bot/operator/terminal.ts';

const locales = await loadLocales();
const tools = { terminal: createTerminal(locales), locales };
const program = createProgram();
addStatusCommand(program, tools.terminal);
addPeopleCommand(program, tools.terminal);
addExportCommand(program, tools.terminal);
addImportCommand(program, tools);
addCycleCommands(program, tools);
addInviteCommand(program, { ...tools, linksTo: () => Promise.reject(new Error('nobody is invited here')) });

/** What is said of a command that is written in a wrong way, in both languages. */
async function refusal(args: readonly string[]): Promise<string> {
  const error: unknown = await program.parseAsync(args, { from: 'user' }).catch((thrown: unknown) => thrown);
  const told = error instanceof CommanderError ? toUsageError(error) : undefined;
  if (told === undefined) throw new Error(`nothing is said of ${args.join(' ')}`, { cause: error });
  return (['vi', 'en'] as const)
    .map((language) => locales.translator(language)(`errors:${told.code}`, told.details))
    .join(' · ');
}

test.each([
  [['quan-tri'], 'Không có lệnh “quan-tri”', 'no command “quan-tri”'],
  [['people', '--nguoi'], 'không có tùy chọn “--nguoi”', 'no option “--nguoi”'],
  [['people', '--unit'], '--unit <code> cần có giá trị', '--unit <code> needs a value'],
  [['people', '--state', 'xong'], '“xong” không dùng được cho --state <state>', 'not-started (chưa bắt đầu)'],
  [['import'], 'Thiếu tham số <source>', 'argument <source> is missing'],
  [['cycle', 'open', 'x.yaml'], 'Thiếu tùy chọn bắt buộc --unit <code>', '--unit <code> is required'],
  [
    ['cycle', 'open', 'x', '--year', '26'],
    '“26” không dùng được cho --year <year>',
    'It can be: 2000 … 2099',
  ],
  [['export', '--unit', 'A', '--person', 'B'], 'Không dùng --unit <code> cùng với', 'cannot be used with'],
  [['status', 'thua'], 'thừa tham số', 'an argument too many'],
])('%j is refused in both languages, and in no other words', async (args, vi, en) => {
  const said = await refusal(args);
  expect(said).toContain(vi);
  expect(said).toContain(en);
  expect(said).not.toMatch(/error:|is invalid|not specified|required argument/);
  expect(said.split(' · ')[0]).not.toContain('For help');
});

test('help is in both languages', () => {
  const help = program.commands.find((command) => command.name() === 'invite')?.helpInformation() ?? '';
  expect(help).toContain('Cách dùng · Usage: npm run admin -- invite [tùy chọn · options]');
  expect(help).toContain('Tùy chọn · Options:');
  expect(help).not.toMatch(/display help|\(default/);
});

test('what cannot be seen is written out on the terminal', () => {
  const written: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    tools.terminal.print('Lê\u001b[2J \u202eVăn\nhai');
    tools.terminal.say('export.done', { file: 'a\u001b]0;x\u0007' });
  } finally {
    process.stdout.write = write;
  }
  expect(written.join('')).toContain('Lê\\u001b[2J \\u202eVăn\nhai\n');
  expect(written.join('')).toContain('a\\u001b]0;x\\u0007');
});
