import process from 'node:process';
import { Command } from 'commander';
import { addCycleCommands } from './admin/cycle.ts';
import { addExportCommand } from './admin/export.ts';
import { addImportCommand } from './admin/import.ts';
import { addInviteCommand } from './admin/invite.ts';
import { addPeopleCommand } from './admin/people.ts';
import { addRetryFailedCommand, addStatusCommand } from './admin/status.ts';
import { addTemplateCommand } from './admin/template.ts';
import { createInvitationLinks } from './channels/telegram/invitation-link.ts';
import { loadLocales } from './i18n.ts';
import { createTerminal } from './terminal.ts';

const locales = await loadLocales();
const terminal = createTerminal(locales);
const program = new Command('npm run admin --')
  .description('Quản trị Kiểm Điểm Bot · Administration')
  .helpCommand(false);
addStatusCommand(program, terminal);
addRetryFailedCommand(program, terminal);
addPeopleCommand(program, terminal);
addExportCommand(program);
addTemplateCommand(program, { terminal, locales });
addImportCommand(program, { terminal, locales });
addInviteCommand(program, { terminal, locales, linksTo: createInvitationLinks });
addCycleCommands(program, { terminal, locales });

try {
  await program.parseAsync(process.argv);
} catch (error) {
  terminal.fail(error);
  process.exitCode = 1;
}
