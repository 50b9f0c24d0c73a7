import { describe, expect, test } from 'vitest';
import { COMMANDS, type CommandName, type PayloadOf } from '../../handlers/commands/catalogue.ts';
import { FORMS, findFormCommand } from '../../handlers/forms/catalogue.ts';
import type { Form } from '../../handlers/forms/form.ts';
import { SCREEN_NAMES, SCREENS, type ScreenName } from '../../handlers/screens/catalogue.ts';
import type { Screen } from '../../handlers/screens/screen.ts';
import type { Actor } from '../../models/policies/actor.ts';
import { mayChangePosts } from '../../models/policies/post.ts';
import { packFrom, SAMPLE_PACK } from '../support/packs.ts';
import { expectNone } from './expect-none.ts';
import { LOCALES } from './locale-files.ts';
import { filesIn, sourcesIn } from './source-files.ts';
import { importsIn } from './syntax.ts';

const PERSON = 'P1';
const head = { role: 'head', title: 'Bí thư', branch: 'party' } as const;

/** The actors, by their names in the table. */
const ROLES: Readonly<Record<string, Actor>> = {
  'quản trị · administration': { kind: 'operator', user: 'quantri', host: 'may-chu' },
  'chính người đó · the person': { kind: 'person', person: PERSON, posts: [] },
  'người đứng đầu khác · another head': {
    ...{ kind: 'person', person: 'P2' },
    posts: [{ _id: 'P2/DU', person: 'P2', collective: 'DU', ...head }],
  },
  'người khác · anybody else': { kind: 'person', person: 'P3', posts: [] },
};

/** The payload of each command; all are about the same person. */
const ASKED: { [Name in CommandName]: PayloadOf<Name> } = {
  'record-self-review': {
    ...{ person: PERSON, cycle: 'DB-2026', number: 1, flowVersion: 'v', submittedAt: new Date(0) },
    ...{ pack: { id: 'sample', version: 'v' }, late: false, answers: [] },
  },
  'withdraw-self-review': { person: PERSON, cycle: 'DB-2026', number: 1, withdrawnAt: new Date(0) },
  'record-paper-review': {
    ...{ person: PERSON, asked: null, submittedAt: new Date(0), day: '2026-11-20', answers: [] },
  },
  'withdraw-paper-review': { person: PERSON, cycle: 'DB-2026', number: 1, why: 'x' },
  'name-delegate': { person: PERSON, delegate: 'P9', cycle: 'DB-2026', paperDay: null },
  'withdraw-delegate': { person: PERSON, cycle: 'DB-2026' },
  'record-delegated-review': {
    ...{ person: PERSON, cycle: 'DB-2026', number: 1, flowVersion: 'v', submittedAt: new Date(0) },
    ...{ pack: { id: 'sample', version: 'v' }, late: false, answers: [], delegate: 'P3' },
  },
  'withdraw-delegated-review': {
    ...{ person: PERSON, cycle: 'DB-2026', delegate: 'P3', number: 1, withdrawnAt: new Date(0) },
  },
  'withdraw-answered-for': {
    ...{ person: PERSON, cycle: 'DB-2026', delegate: 'P3', number: 1, withdrawnAt: new Date(0) },
  },
  'withdraw-for-member': {
    ...{ person: PERSON, cycle: 'DB-2026', delegate: 'P3', number: 1, withdrawnAt: new Date(0) },
    ...{ paperDay: '2026-11-20', why: 'x' },
  },
  'report-difficulty': { id: 'd', person: PERSON, collective: null, text: 'x', askedAt: new Date(0) },
  'answer-difficulty': {
    ...{ id: 'd', person: 'P2', offices: ['DU'], asker: PERSON, text: 'x', answeredAt: new Date(0) },
  },
  'open-cycle': { unit: 'DB', year: 2026, pack: packFrom(SAMPLE_PACK) },
  'close-cycle': { cycle: 'DB-2026', evenIfUnfinished: false },
  invite: {
    ...{ person: PERSON, bodies: ['DU'], evenIfLinked: false, tryingChannel: 'web', expiresAt: new Date(0) },
  },
  'reopen-cycle': { cycle: 'DB-2026', why: 'x' },
  'extend-cycle': {
    ...{ cycle: 'DB-2026', of: { kind: 'person', code: PERSON }, collectives: ['DU'] },
    ...{ date: 'draftsDue', day: '2026-12-01', why: 'x' },
  },
  'exclude-from-cycle': {
    ...{ cycle: 'DB-2026', of: { kind: 'person', code: PERSON }, collectives: ['DU'], why: 'x' },
  },
  'include-in-cycle': {
    ...{ cycle: 'DB-2026', of: { kind: 'person', code: PERSON }, collectives: ['DU'], why: 'x' },
  },
  'import-organisation': { tables: [], issues: [] },
  'end-membership': { person: PERSON, on: '2026-11-23', why: 'transferred' },
  'start-membership': { person: PERSON, unit: 'CB', on: '2026-11-23' },
  'move-membership': { person: PERSON, to: 'CB', on: '2026-11-23' },
  'start-temporary-membership': { person: PERSON, unit: 'CB', from: '2026-11-23', to: null },
  'end-temporary-membership': { person: PERSON, unit: 'CB', to: '2026-12-31' },
  'undo-import': { import: 'i' },
  'start-post': {
    bodies: ['DU'],
    ...{ person: PERSON, collective: 'DU', title: 'Bí thư', from: '2026-01-01' },
    ...{ role: 'head', branch: 'party' },
  },
  'end-post': { person: PERSON, collective: 'DU', to: '2026-12-31', bodies: ['DU'] },
  'export-review': { person: PERSON },
  'export-unit': { unit: 'DB' },
  'export-attachment': { id: 'attachment:P1:1' },
  'unlink-person': { person: PERSON },
  'erase-person': { person: PERSON, records: false },
  'purge-cycle': { cycle: 'DB-2026', before: new Date(0) },
  'renew-keys': {},
};

describe('commands', () => {
  test('are all in the catalogue, one in each file', () => {
    const machinery = ['catalogue', 'command-refused', 'define', 'run-command'];
    const files = filesIn('handlers/commands')
      .filter((path) => !path.startsWith('handlers/commands/parts/'))
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
    expectNone(withoutSentence('handlers/commands', /= define\(\{/), SENTENCE);
  });

  test('are the only way to what is exported', () => {
    const imports = sourcesIn('bot', 'handlers').flatMap((from) =>
      importsIn(from).map((one) => ({ ...one, from: from.path })),
    );
    const around = imports.filter(
      ({ from, specifier, isType }) =>
        !isType &&
        /(queries|\.)\/export-(review|unit)\.ts$/.test(specifier) &&
        !/^handlers\/(commands|queries)\//.test(from),
    );
    expectNone(
      around.map(({ place, specifier }) => `${place} imports ${specifier}`),
      'Export by a command, which asks its policy and is audited:',
    );
  });

  test('become of one act, in one form or several, for a pending command is found by its name and its form', () => {
    const all = Object.entries<Form>(FORMS).flatMap(([form, { commands }]) =>
      Object.entries(commands).map(([act, command]) => ({ form, act, command })),
    );
    for (const { form, act, command } of all) {
      expect(findFormCommand(command.name, form)).toEqual({ of: form, act, command });
      expect(findFormCommand(command.name).act, command.name).toBe(act);
    }
  });

  test('have an audit kind each of its own', () => {
    const kinds = COMMANDS.map(({ audit }) => audit);
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});

describe('screens', () => {
  test('ask a policy that is a sentence of models/policies', () => {
    expectNone(withoutSentence('handlers/screens', /= defineScreen</), SENTENCE);
  });

  test('are all in the catalogue, one in each file', () => {
    const files = sourcesIn('handlers/screens').filter(({ text }) => /= defineScreen</.test(text));
    expect(files).toHaveLength(SCREEN_NAMES.length);
  });

  test('go by posts only where they say so, for reading them needs the system of record', () => {
    const screens: readonly [string, Screen][] = Object.entries(SCREENS);
    const reads = screens.filter(([, { readsPosts, policy }]) => {
      let isRead = false;
      const actor: Actor = {
        ...{ kind: 'person', person: PERSON },
        get posts() {
          isRead = true;
          return [];
        },
      };
      policy(actor, { person: PERSON });
      policy(actor, { person: 'P2' });
      return isRead && readsPosts !== true;
    });
    expectNone(
      reads.map(([name]) => name),
      'Add `readsPosts: true` to these screens:',
    );
  });
});

test('the post of a head is changed by who leads above, not by a deputy beside them', () => {
  const deputyIn = (collective: string): Actor => ({
    ...{ kind: 'person', person: 'P2' },
    posts: [{ _id: `P2/${collective}`, person: 'P2', collective, ...head, role: 'deputy' }],
  });
  const of = { person: PERSON, bodies: ['CU', 'DU'] };
  const may = [deputyIn('CU'), deputyIn('DU')].map((actor) => [
    mayChangePosts(actor, of),
    mayChangePosts(actor, { ...of, heads: 'CU' }),
  ]);
  expect(may).toEqual([
    [true, false],
    [true, true],
  ]);
});

test('commands and screens are told in docs/authority.md as they are', async () => {
  await expect(authorityPage()).toMatchFileSnapshot('../../docs/authority.md');
});

const SENTENCE = 'Write `policy: mayX,` with a sentence of models/policies:';

/** Files of a folder that define something without naming a policy of `models/policies`. */
function withoutSentence(folder: string, definition: RegExp): string[] {
  return sourcesIn(folder)
    .filter(({ text }) => definition.test(text))
    .filter(({ text }) => {
      const [, policy] = /^ {2}policy: (may\w+),$/m.exec(text) ?? [];
      return !new RegExp(`import \\{[^}]*\\b${policy}\\b[^}]*\\} from '\\.\\./\\.\\./models/policies/`).test(
        text,
      );
    })
    .map(({ path }) => path);
}

/** The page, made anew by `npm run structure -- -u`. */
function authorityPage(): string {
  const acts = COMMANDS.map(({ name, audit }) => {
    const may = Object.values(ROLES).map((actor) => mark(mayDo(name, actor)));
    return [inAllLanguages(`terminal:commands.${name}`), code(name), code(audit), ...may];
  });
  const screens = SCREEN_NAMES.map((name) => {
    const may = Object.values(ROLES).map((actor) => mark(maySee(name, actor)));
    return [inAllLanguages(`chat:actions.${name}`), code(name), ...may];
  });
  return `${[
    '# Who may do and see what',
    '',
    'Made from `handlers/commands/`, `handlers/screens/` and `models/policies/` by `npm run structure -- -u`, and',
    'checked by `test/structure/authority.test.ts`. What is asked for concerns one person: *the person* is they',
    'themselves.',
    '',
    '## Việc · Commands',
    '',
    'Every act that is recorded leaves an audit event of the kind beside it.',
    '',
    ...tableOf(['việc · act', 'command', 'audit kind', ...Object.keys(ROLES)], acts),
    '',
    'Where it is the head of a collective whose post is given, ended or taken back, another head is one of a body above it:',
    'a deputy in the same collective may not (`mayChangePosts`).',
    '',
    '## Màn hình · Screens',
    '',
    'The policy is asked each time before a screen is loaded.',
    '',
    ...tableOf(['màn hình · what is shown', 'screen', ...Object.keys(ROLES)], screens),
  ].join('\n')}\n`;
}

function tableOf(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
}

function inAllLanguages(key: string): string {
  const words = Object.values(LOCALES).map(
    (entries) => entries.find((entry) => entry.key === key)?.texts[0] ?? '',
  );
  return [...new Set(words)].join(' · ');
}

function code(name: string): string {
  return `\`${name}\``;
}

function mark(may: boolean): string {
  return may ? 'x' : '';
}

function mayDo(name: CommandName, actor: Actor): boolean {
  const command = COMMANDS.find((known) => known.name === name);
  // Each payload is of its own command, which the compiler has checked where it is written down.
  return command?.policy(actor, ASKED[name] as never) === true;
}

function maySee(name: ScreenName, actor: Actor): boolean {
  return SCREENS[name].policy(actor, { person: PERSON });
}
