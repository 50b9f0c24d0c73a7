import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { formatMoment } from '../../handlers/words/dates.ts';
import { eventText } from '../../handlers/words/events.ts';
import { createAnchorStore } from '../../models/audit-anchor.ts';
import { checkAuditEvents, formatAnchor } from '../../models/audit-chain.ts';
import { type AuditEvent, listAllEvents, listEventsAbout, readEvents } from '../../models/audit-event.ts';
import { listAuditedCommands, listRefused } from '../../models/command.ts';
import { AppError } from '../../models/store/errors.ts';
import type { Locales } from '../i18n.ts';
import type { Terminal } from '../operator/terminal.ts';
import { readRunRecord } from '../services/run-record.ts';
import { KEY_PREFIX, loadConfig } from '../settings/config.ts';
import { actorText } from './actor-text.ts';
import { formatColumns } from './columns.ts';
import { withQueue } from './read-status.ts';
import { withDatabase } from './with-database.ts';

const MOST_LISTED = 200;
/** So many codes of people are named in one cell. */
const MOST_NAMED = 5;
const ANCHOR = /(?<![\w.])\d{1,15}\.[\w-]{43}(?![\w-])/g;

interface Tools {
  terminal: Terminal;
  locales: Locales;
}

/** `audit`: lists what was done and by whom, what was refused, and checks that none of it was tampered with. */
export function addAuditCommands(program: Command, tools: Tools): void {
  const audit = program
    .command('audit')
    .description('Nhật ký các việc đã làm · What was done, and by whom')
    .helpCommand(false);
  addList(audit, tools);
  addRefused(audit, tools.terminal);
  addVerify(audit, tools.terminal);
}

function addList(audit: Command, { terminal, locales }: Tools): void {
  audit
    .command('list')
    .description('Những việc mới nhất · The newest events')
    .option('--person <code>', 'chỉ những việc liên quan đến người này · only those about this person')
    .option('--json', 'JSON')
    .action(({ person, json }: { person?: string; json?: true }) =>
      withDatabase(terminal, async ({ database }) => {
        const most = MOST_LISTED;
        const events = await (person === undefined
          ? listAllEvents(database, { most })
          : listEventsAbout(database, { person, most }));
        if (json === true) return terminal.print(JSON.stringify(events, null, 2));
        if (events.length === 0) return terminal.note('audit.nothing');
        const translate = locales.translator('vi');
        const head = (['at', 'by', 'what', 'people'] as const).map((one) =>
          terminal.text(`audit.column-${one}`),
        );
        const rows = events.map(({ at, actor, kind, facts, people }) => [
          momentOf(at),
          actorText(actor),
          eventText({ kind, facts }, translate),
          namesOf(people, terminal),
        ]);
        terminal.print(formatColumns([head, ...rows]));
      }),
    );
}

function addRefused(audit: Command, terminal: Terminal): void {
  audit
    .command('refused')
    .description('Những việc bị từ chối mới nhất · The newest commands that were refused')
    .action(() =>
      withDatabase(terminal, async ({ database }) => {
        const refused = await listRefused(database, { most: MOST_LISTED });
        if (refused.length === 0) return terminal.note('audit.nothing');
        const head = (['at', 'by', 'what', 'reason'] as const).map((one) =>
          terminal.text(`audit.column-${one}`),
        );
        const rows = refused.map(({ at, actor, name, outcome }) => [
          momentOf(at),
          actorText(actor),
          terminal.text(`commands.${name}`),
          outcome.status === 'refused' ? outcome.reason : '',
        ]);
        terminal.print(formatColumns([head, ...rows]));
      }),
    );
}

function addVerify(audit: Command, terminal: Terminal): void {
  audit
    .command('verify')
    .description('Kiểm tra nhật ký có bị sửa, xóa, tráo hay cắt không · Check that nothing was tampered with')
    .option(
      '--anchor <anchor>',
      'mốc đã chép, hoặc tệp có các mốc như nhật ký hệ thống · an anchor that was copied, or a file with some, such as a log',
    )
    .action((options: { anchor?: string }) =>
      withDatabase(terminal, async ({ database, keys }) => {
        const given = options.anchor === undefined ? [] : readAnchors(options.anchor);
        const kept = await readKeptAnchor();
        const anchors = [...given, ...(kept === undefined ? [] : [kept])];
        const commands = await listAuditedCommands(database);
        const check = await checkAuditEvents(keys, { events: readEvents(database), commands, anchors });
        for (const { code, where } of check.findings) terminal.say(`audit.finding-${code}`, { where });
        if (anchors.length === 0) terminal.note('audit.no-anchor');
        const count = check.findings.length;
        if (count > 0) {
          throw new AppError('audit-broken', {
            message: 'Audit events were tampered with',
            details: { count },
          });
        }
        terminal.say('audit.fine', { sealed: check.end.count, waiting: check.waiting });
        terminal.say('audit.anchor', { anchor: formatAnchor(keys, check.end) });
      }),
    );
}

/** The anchors in a file, or the one that was given itself. Throws `anchor-unreadable` if there is none. */
function readAnchors(given: string): string[] {
  const text = existsSync(given) ? readFileSync(given, 'utf8') : given;
  const anchors = text.match(ANCHOR) ?? [];
  if (anchors.length > 0) return [...new Set(anchors)];
  throw new AppError('anchor-unreadable', { message: 'No anchor was found', details: { anchor: given } });
}

/** The anchor that Redis keeps; nothing where no Redis is known or it does not answer. */
async function readKeptAnchor(): Promise<string | undefined> {
  const { REDIS_URL, SERVICES_DIR } = loadConfig(process.env);
  const redisUrl = REDIS_URL ?? readRunRecord(SERVICES_DIR)?.redis?.url;
  if (redisUrl === undefined) return undefined;
  const read = withQueue(redisUrl, ({ redis }) => createAnchorStore({ redis, prefix: KEY_PREFIX }).read());
  return read.catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'redis-unreachable') return undefined;
    throw error;
  });
}

function momentOf(at: Date): string {
  return formatMoment(at.toISOString(), { language: 'vi', now: new Date() });
}

function namesOf(people: AuditEvent['people'], terminal: Terminal): string {
  if (people.length <= MOST_NAMED) return people.join(', ');
  return terminal.text('audit.people', { count: people.length });
}
