import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../handlers/commands/run-command.ts';
import type { FullList, Table } from '../../../handlers/import/table.ts';
import { planUndo } from '../../../handlers/import/undo-import.ts';
import { makeIdentity } from '../../../models/chat/identity.ts';
import { createInvitations, findInvitation, useInvitation } from '../../../models/chat/invitation.ts';
import { OPERATOR, operate } from '../../support/commands.ts';
import { officeForEach } from '../../support/office.ts';
import { everythingIn, importAll, NOW, smallOrganisation, table } from '../../support/organisation.ts';
import { packFrom, SAMPLE_PACK } from '../../support/packs.ts';

const LATER = new Date('2026-12-30T00:00:00Z');

const office = officeForEach([]);

/** Imports as an operator, so that it can be taken back; `later` minutes after those before. */
async function importLists(tables: readonly Table[], later = 0, fullList?: FullList): Promise<void> {
  const now = new Date(NOW.getTime() + later * 60_000);
  const payload = { tables, issues: [], fullList };
  await operate({ ...office, now }, { name: 'import-organisation', payload });
}

async function undo() {
  const plan = await planUndo(office);
  const payload = { import: plan?.import ?? 'none' };
  const id = randomUUID();
  const end = await runCommand<'undo-import'>(office, { id, actor: OPERATOR, name: 'undo-import', payload });
  const builtOn = (plan?.builtOn ?? []).map(({ what, code }) => `${code} ${what}`);
  return { end: end.status === 'refused' ? end.reason : end.facts, builtOn };
}

/** A second list: somebody new, a new cell, changed heads, a unit that moves, and words. */
const SECOND = [
  table(
    'units',
    ['DB2', 'Đảng bộ Hai', 'Đảng bộ cơ sở', ''],
    ['CB', 'Chi bộ Một', 'Chi bộ', 'DB2'],
    ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB2'],
  ),
  table('collectives', ['CU2', 'Chi ủy Hai', 'Chi ủy', 'CB2']),
  table(
    'people',
    ['P2', 'Trần Thị Hai', '1985-12-31', 'Đảng viên chính thức', 'CB2', 'Có', 'CT'],
    ['P4', 'Phạm Thị Bốn', '1/1/1980', 'Đảng viên chính thức', 'CB2', 'Không', ''],
  ),
  table(
    'posts',
    ['P3', 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền'],
    ['P1', 'BGD', 'Cấp trưởng', 'Giám đốc', 'Chính quyền', '', '30/10/2026'],
    ['P4', 'CU2', 'Cấp trưởng', 'Bí thư', 'Đảng'],
  ),
  table('commitments', ['P1', '2025', '1', 'Đi họp đủ.'], ['P4', '2025', '1', 'Một.']),
];
const FIRST = [...smallOrganisation(), table('commitments', ['P1', '2025', '1', 'Dự đủ các kỳ.'])];

test('an import is taken back as a whole: what it created goes, what it changed is as it was, words too', async () => {
  await importLists(FIRST);
  const before = await everythingIn(office);
  const wordsOf = async () => {
    const stored = await office.database.commitments.findById('P1/2025/1').lean();
    return office.keys.open(stored?.text ?? '', 'commitment/P1/2025/1/text');
  };
  await importLists(SECOND, 1);
  expect(await wordsOf()).toBe('Đi họp đủ.');

  const { end } = await undo();

  expect(end).toEqual({ removed: 6, restored: 6 });
  expect(await wordsOf()).toBe('Dự đủ các kỳ.');
  expect(await office.database.commitments.countDocuments()).toBe(1);
  // Its words are sealed anew, so the commitment is another text in the store.
  const COMMITMENTS = 4;
  expect((await everythingIn(office)).toSpliced(COMMITMENTS, 1)).toEqual(before.toSpliced(COMMITMENTS, 1));
  expect(await office.database.auditEvents.findOne({ kind: 'import-undone' }).lean()).toMatchObject({
    people: ['P1', 'P2', 'P3', 'P4'],
  });
});

test('imports are taken back one after another, the last one first, until there is none', async () => {
  await importLists(FIRST);
  await importLists(SECOND, 1);
  await importLists(SECOND, 2);

  const ends = [await undo(), await undo(), await undo()].map(({ end }) => end);

  expect(ends).toEqual([{ removed: 6, restored: 6 }, { removed: 13, restored: 0 }, 'nothing-to-undo']);
  expect((await everythingIn(office)).flat()).toEqual([]);
});

describe('departures by a full list', () => {
  const ELSEWHERE = table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB']);
  const P1 = { name: 'nguoi', rows: (smallOrganisation()[2]?.rows ?? []).slice(0, 1) };
  const departures: FullList = {
    unit: 'DB',
    left: [{ person: 'P3', why: 'left-work', on: '2026-11-01' }],
    moved: [{ person: 'P2', unit: 'CB2', on: '2026-11-10' }],
    forgotten: [],
  };
  const peopleOf = () => office.database.people.find({}).sort({ _id: 1 }).lean();

  test('are recorded with it and taken back with it, as if nobody had left', async () => {
    await importLists(FIRST);
    const before = await everythingIn(office);
    await importLists([ELSEWHERE, P1], 1, departures);
    expect(await peopleOf()).toMatchObject([
      { _id: 'P1', unit: 'CB' },
      { _id: 'P2', unit: 'CB2', memberships: [{ unit: 'TD', to: '2026-11-09' }, { unit: 'CB2' }] },
      { _id: 'P3', workplace: 'CT', memberships: [{ to: '2026-10-31', why: 'left-work' }] },
    ]);
    expect(await office.database.auditEvents.findOne().sort({ at: -1 }).lean()).toMatchObject({
      kind: 'organisation-imported',
      people: ['P2', 'P3'],
      facts: { left: 'P3=left-work@2026-11-01', moved: 'P2=CB2@2026-11-10' },
    });

    expect((await undo()).end).toEqual({ removed: 1, restored: 2 });
    const COMMITMENTS = 4;
    expect((await everythingIn(office)).toSpliced(COMMITMENTS, 1)).toEqual(before.toSpliced(COMMITMENTS, 1));
  });

  test('stay with it where somebody who left has come again since', async () => {
    await importLists(FIRST);
    await importLists([ELSEWHERE, P1], 1, departures);
    const again = { person: 'P3', unit: 'CT', on: '2026-11-20' };
    await operate(office, { name: 'start-membership', payload: again });
    const before = await peopleOf();
    expect(await undo()).toEqual({ end: 'import-built-on', builtOn: ['P3 changed'] });
    expect(await peopleOf()).toEqual(before);
  });
});

describe('whom an import had told hears that it is taken back:', () => {
  const MORE = [
    table('units', ['CB2', 'Chi bộ Hai', 'Chi bộ', 'DB']),
    table('people', ['P4', 'Phạm Thị Bốn', '1/1/1980', 'Đảng viên chính thức', 'CB', 'Không', '']),
  ];
  const newsOf = async (name: string) => {
    const [stored] = await office.database.commands.find({ name }).sort({ at: -1 }).lean();
    return stored?.outcome.status === 'recorded' ? stored.outcome.news : undefined;
  };
  const leaders = { kind: 'members-changed', people: ['P1'] };

  test('whoever moved, and whoever had left, where they belong again, and those who lead the units', async () => {
    await importLists([...FIRST, ...MORE]);
    const others = (smallOrganisation()[2]?.rows ?? []).toSpliced(1, 1);
    await importLists([{ name: 'nguoi', rows: others }], 1, {
      ...{ unit: 'DB', forgotten: [] },
      left: [{ person: 'P4', why: 'left-party', on: '2026-11-01' }],
      moved: [{ person: 'P2', unit: 'CB2', on: '2026-11-10' }],
    });
    await undo();
    expect(await newsOf('undo-import')).toMatchObject([
      { kind: 'membership-as-before', people: ['P4'], values: { unit: 'Chi bộ Một' } },
      { kind: 'membership-as-before', people: ['P2'], values: { unit: 'Tổ đảng Một' } },
      leaders,
    ]);
  });

  test('whoever took part elsewhere for a time, and nobody of whom something else was changed', async () => {
    await importLists([...FIRST, ...MORE]);
    const visit = ['', '', '', '', '', 'CB2', '01/11/2026'];
    const listed = table(
      'people',
      ['P2', 'Trần Thị Hai', '1985-12-31', 'Đảng viên dự bị', 'TD', 'Có', 'CT', ...visit],
      ['P4', 'Phạm Thị Bốn', '1/1/1980', 'Đảng viên dự bị', 'CB', 'Không', ''],
    );
    await importLists([listed], 1);
    expect(await newsOf('import-organisation')).toMatchObject([{ kind: 'temporary-begun' }, leaders]);
    await undo();
    expect(await newsOf('undo-import')).toMatchObject([
      { kind: 'membership-as-before', people: ['P2'], values: { unit: 'Tổ đảng Một' } },
      leaders,
    ]);
  });

  test('nobody where nobody belongs elsewhere', async () => {
    await importLists(FIRST);
    await undo();
    expect(await newsOf('undo-import')).toBeUndefined();
  });
});

test('invitations that nobody has used go with their people', async () => {
  await importLists(FIRST);
  await importLists(SECOND, 1);
  const [invited] = await createInvitations(office, { people: ['P4'], now: NOW, expiresAt: LATER });

  await undo();

  const use = { code: invited?.code ?? '', by: 'web:1', now: NOW };
  expect(await findInvitation(office, use)).toBeUndefined();
});

describe('an import on which something was built stays, and what it was is named:', () => {
  const link = async (person: string) => {
    const chat = { channel: 'telegram', user: '7', chat: '7', person };
    const identity = makeIdentity(office.keys, { ...chat, consent: null, linkedAt: NOW });
    await office.database.identities.create(identity);
  };
  const draft = { revision: 1, copiedAt: NOW, fields: {}, subject: { kind: 'person', id: 'P4' } };

  const CASES: { what: string; named: string[]; build(): Promise<unknown> }[] = [
    { what: 'somebody joined', named: ['P4 joined'], build: () => link('P4') },
    {
      what: 'a draft was begun',
      named: ['P4 drafts'],
      build: () =>
        office.database.drafts.create({ _id: 'd', author: 'P4', form: 'self-review', ...draft } as never),
    },
    {
      what: 'a cycle was opened',
      named: ['DB2 cycles'],
      build: () =>
        operate(office, {
          name: 'open-cycle',
          payload: { unit: 'DB2', year: 2026, pack: packFrom(SAMPLE_PACK) },
        }),
    },
    {
      what: 'a decision of a cycle names somebody',
      named: ['DB2 cycles', 'P4 cycles'],
      async build() {
        const pack = packFrom(SAMPLE_PACK);
        await operate(office, { name: 'open-cycle', payload: { unit: 'DB2', year: 2026, pack } });
        const of = { kind: 'person', code: 'P4' } as const;
        const payload = { cycle: 'DB2-2026', of, collectives: [], why: 'Đi nước ngoài' };
        await operate(office, { name: 'exclude-from-cycle', payload });
      },
    },
    {
      what: 'somebody was in a new unit for a time',
      named: ['CB2 people'],
      async build() {
        await operate(office, {
          name: 'move-membership',
          payload: { person: 'P1', to: 'CB2', on: '2026-11-01' },
        });
        await operate(office, {
          name: 'move-membership',
          payload: { person: 'P1', to: 'TD', on: '2026-11-10' },
        });
      },
    },
    {
      what: 'a post was given in a new collective',
      named: ['CU2 posts'],
      build: () =>
        operate(office, {
          name: 'start-post',
          payload: {
            ...{ person: 'P2', collective: 'CU2', role: 'deputy', title: 'Phó Bí thư', branch: 'party' },
            from: '2026-11-01',
          },
        }),
    },
    {
      what: 'a post was ended that it had changed',
      named: ['P3/BGD changed'],
      build: () =>
        operate(office, {
          ...{ name: 'end-post', payload: { person: 'P3', collective: 'BGD', to: '2026-11-30' } },
        }),
    },
  ];

  test.each(CASES)('$what', async ({ named, build }) => {
    await importLists(FIRST);
    await importLists(SECOND, 1);
    await build();
    const before = await everythingIn(office);

    expect(await undo()).toEqual({ end: 'import-built-on', builtOn: named });
    expect(await everythingIn(office)).toEqual(before);
  });

  test('people it did not create may do as they like', async () => {
    await importLists(FIRST);
    await importLists(SECOND, 1);
    await link('P1');
    expect((await undo()).end).toEqual({ removed: 6, restored: 6 });
  });

  test('somebody who joins while it is taken back is not removed', async () => {
    await importLists(FIRST);
    await importLists(SECOND, 1);
    const [invited] = await createInvitations(office, { people: ['P4'], now: NOW, expiresAt: LATER });
    const plan = await planUndo(office);
    const found = await findInvitation(office, { code: invited?.code ?? '', by: 'telegram:7', now: NOW });
    const join = async () => {
      const claim = { by: 'telegram:7', replaced: [], now: NOW };
      const used = await useInvitation(office.database, { ...claim, invitation: found?._id ?? '' });
      if (used !== undefined) await link('P4');
      return used !== undefined;
    };
    const [joined, { status }] = await Promise.all([
      join(),
      runCommand<'undo-import'>(office, {
        ...{ id: randomUUID(), actor: OPERATOR, name: 'undo-import' },
        payload: { import: plan?.import ?? '' },
      }),
    ]);
    const isThere = (await office.database.people.findById('P4').lean()) !== null;
    expect([joined, status === 'refused', isThere]).toEqual([joined, joined, joined]);
  });
});

test('an import of many transactions that is interrupted while it is taken back is completed by doing it again', async () => {
  const company = table('units', ['CT', 'Công ty', 'Doanh nghiệp', '']);
  await importAll(office, [company]);
  const codes = Array.from({ length: 1_100 }, (_, number) => `M${String(number).padStart(4, '0')}`);
  const rows = codes.map((code) => [code, `Người ${code}`, '1/1/1980', 'Quần chúng', '', 'Không', 'CT']);
  await importLists([table('people', ...rows)]);
  let transactions = 0;
  const database = {
    ...office.database,
    transaction: (...work: Parameters<typeof office.database.transaction>) => {
      transactions += 1;
      return transactions > 1 ? Promise.reject(new Error('killed')) : office.database.transaction(...work);
    },
  };
  const payload = { import: (await planUndo(office))?.import ?? '' };
  const call = { id: randomUUID(), actor: OPERATOR, name: 'undo-import' as const, payload };
  await expect(runCommand<'undo-import'>({ ...office, database }, call)).rejects.toThrow('killed');
  expect(await office.database.people.countDocuments()).toBe(1_000);

  expect((await undo()).end).toEqual({ removed: 1_000, restored: 0 });
  expect(await office.database.people.countDocuments()).toBe(0);
});

test('an import that cannot be taken back any more is not kept any longer', async () => {
  await importLists(FIRST);
  await importLists(SECOND, 31 * 24 * 60);
  await undo();
  expect((await undo()).end).toBe('nothing-to-undo');
});
