import process from 'node:process';
import { CommanderError } from 'commander';
import { addAuditCommands } from './admin/audit.ts';
import { createProgram, toUsageError } from './admin/create-program.ts';
import { addCycleCommands } from './admin/cycle.ts';
import { addEraseCommand } from './admin/erase.ts';
import { addExportCommand } from './admin/export.ts';
import { addExportFileCommand } from './admin/export-file.ts';
import { addImportCommand } from './admin/import.ts';
import { addInviteCommand } from './admin/invite.ts';
import { addMembershipCommands } from './admin/membership.ts';
import { addMigrateCommand } from './admin/migrate.ts';
import { addPaperCommand, addPaperWithdrawCommand } from './admin/paper.ts';
import { addPeopleCommand } from './admin/people.ts';
import { addPostCommands } from './admin/post.ts';
import { addPurgeCommand } from './admin/purge.ts';
import { addRekeyCommand } from './admin/rekey.ts';
import { addRetryFailedCommand, addStatusCommand } from './admin/status.ts';
import { addTemplateCommand } from './admin/template.ts';
import { addTemporaryCommands } from './admin/temporary.ts';
import { addUndoImportCommand } from './admin/undo-import.ts';
import { addUnlinkCommand } from './admin/unlink.ts';
import type { LiveTools } from './admin/with-stores.ts';
import { createChannelMemory } from './channels/channel-memory.ts';
import { askInvitationLinks, createInvitationLinks } from './channels/telegram/invitation-link.ts';
import { createPasteMemory } from './channels/telegram/pastes.ts';
import { createChatLogMemory } from './channels/web/chat-log.ts';
import { loadLocales } from './i18n.ts';
import { createTerminal } from './operator/terminal.ts';
import { loadConfig } from './settings/config.ts';

// A program that reads the output, such as `head`, may have seen enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const locales = await loadLocales();
const terminal = createTerminal(locales);
const program = createProgram();
addStatusCommand(program, terminal);
addRetryFailedCommand(program, terminal);
addPeopleCommand(program, terminal);
addMembershipCommands(program, terminal);
addTemporaryCommands(program, terminal);
addPaperCommand(program, { terminal, locales });
addPaperWithdrawCommand(program, terminal);
addExportCommand(program, terminal);
addExportFileCommand(program, terminal);
addTemplateCommand(program, { terminal, locales });
addImportCommand(program, { terminal, locales });
addUndoImportCommand(program, terminal);
addPostCommands(program, terminal);
addInviteCommand(program, {
  terminal,
  locales,
  linksTo: async (bot) =>
    bot === undefined ? await askInvitationLinks(loadConfig(process.env)) : createInvitationLinks(bot),
});
const live: LiveTools = {
  terminal,
  memoryOf: (stores) =>
    createChannelMemory(stores.redis, [createChatLogMemory(stores), createPasteMemory(stores)]),
};
addUnlinkCommand(program, live);
addEraseCommand(program, live);
addCycleCommands(program, { terminal, locales });
addPurgeCommand(program, live);
addRekeyCommand(program, live);
addMigrateCommand(program, terminal);
addAuditCommands(program, { terminal, locales });

try {
  await program.parseAsync(process.argv);
} catch (error) {
  const told = error instanceof CommanderError ? toUsageError(error) : error;
  if (told !== undefined) terminal.fail(told);
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
}
