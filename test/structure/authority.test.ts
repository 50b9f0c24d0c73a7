import { describe, expect, test } from 'vitest';
import { COMMANDS, type CommandName, type PayloadOf } from '../../handlers/commands/catalogue.ts';
import type { Actor } from '../../models/policies/actor.ts';
import { packFrom, SAMPLE_PACK } from '../support/packs.ts';
import { expectNone } from './expect-none.ts';
import { LOCALES } from './locale-files.ts';
import { filesIn, sourcesIn } from './source-files.ts';

const PERSON = 'P1';
const head = { role: 'head', title: 'Bí thư', branch: 'party' } as const;

/** Who may come: in the words of the table, for what is asked below. */
const ROLES: Readonly<Record<string, Actor>> = {
  'quản trị · administration': { kind: 'operator', user: 'quantri', host: 'may-chu' },
  'chính người đó · the person': { kind: 'person', person: PERSON, posts: [] },
  'người đứng đầu khác · another head': {
    ...{ kind: 'person', person: 'P2' },
    posts: [{ _id: 'P2/DU', person: 'P2', collective: 'DU', ...head }],
  },
  'người khác · anybody else': { kind: 'person', person: 'P3', posts: [] },
};

/** What is asked for: always about the same person. */
const ASKED: { [Name in CommandName]: PayloadOf<Name> } = {
  'record-self-review': {
    ...{ person: PERSON, cycle: 'DB-2026', number: 1, flowVersion: 'v', submittedAt: new Date(0) },
    ...{ pack: { id: 'sample', version: 'v' }, late: false, answers: [] },
  },
  'withdraw-self-review': { person: PERSON, cycle: 'DB-2026', number: 1, withdrawnAt: new Date(0) },
  'open-cycle': { unit: 'DB', year: 2026, pack: packFrom(SAMPLE_PACK) },
  'close-cycle': { cycle: 'DB-2026', evenIfUnfinished: false },
  invite: { evenIfLinked: false, tryingChannel: 'web', expiresAt: new Date(0) },
  'import-organisation': { tables: [], issues: [] },
  'export-review': { person: PERSON },
  'export-unit': { unit: 'DB' },
  'export-attachment': { id: 'attachment:P1:1' },
};

describe('commands', () => {
  test('are all in the catalogue, one in each file', () => {
    const machinery = ['catalogue', 'command-refused', 'define', 'run-command'];
    const files = filesIn('handlers/commands')
      .map((path) => path.replace(/^.*\/(.*)\.ts$/, '$1'))
      .filter((name) => !machinery.includes(name));
    expect(COMMANDS.map(({ name }) => name).toSorted()).toEqual(files);
  });

  test('and the kinds of their audit events have words in every language', () => {
    const wanted = COMMANDS.flatMap(({ name, audit }) => [
      `terminal:commands.${name}`,
      `chat:events.${audit}`,
    ]);
    const missing = Object.entries(LOCALES).flatMap(([language, entries]) => {
      const keys = new Set(entries.map(({ key }) => key));
      return wanted.filter((key) => !keys.has(key)).map((key) => `${language} ${key}`);
    });
    expectNone(missing, 'Add these keys to the locale files:');
  });

  test('can say why they are refused', () => {
    const keys = new Set(LOCALES.vi.map(({ key }) => key));
    const reasons = ['not-allowed', ...COMMANDS.flatMap(({ refusals }) => refusals)];
    expectNone(
      reasons.filter((reason) => !keys.has(`errors:${reason}`)),
      'Add a sentence for each reason, or correct the code:',
    );
  });

  test('ask a policy that is a sentence of models/policies', () => {
    const wrong = sourcesIn('handlers/commands').filter(
      ({ text }) => text.includes('= define({') && !/^ {2}policy: may\w+,$/m.test(text),
    );
    expectNone(
      wrong.map(({ path }) => path),
      'Write `policy: mayX,` with a sentence of models/policies:',
    );
  });

  test('have an audit kind each of its own', () => {
    const kinds = COMMANDS.map(({ audit }) => audit);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  test('are told in docs/authority.md as they are', async () => {
    await expect(authorityPage()).toMatchFileSnapshot('../../docs/authority.md');
  });
});

/** The page, made anew by `npm run structure -- -u`. */
function authorityPage(): string {
  const words = (key: string) =>
    Object.values(LOCALES).map((entries) => entries.find((entry) => entry.key === key)?.texts[0] ?? '');
  const rows = COMMANDS.map((command) => {
    const may = Object.values(ROLES).map((actor) => (mayDo(command.name, actor) ? 'x' : ''));
    const [vi, en] = words(`terminal:commands.${command.name}`);
    return [`${vi} · ${en}`, `\`${command.name}\``, `\`${command.audit}\``, ...may];
  });
  const columns = ['việc · act', 'command', 'audit kind', ...Object.keys(ROLES)];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[
    '# Who may do what',
    '',
    'Made from `handlers/commands/` and `models/policies/` by `npm run structure -- -u`, and checked by',
    '`test/structure/authority.test.ts`. What is asked for concerns one person: *the person* is they themselves.',
    'Every act that is recorded leaves an audit event of the kind beside it.',
    '',
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map(line),
  ].join('\n')}\n`;
}

function mayDo(name: CommandName, actor: Actor): boolean {
  const command = COMMANDS.find((known) => known.name === name);
  // Each payload is of its own command, which the compiler has checked where it is written down.
  return command?.policy(actor, ASKED[name] as never) === true;
}
