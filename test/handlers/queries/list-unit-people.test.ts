import { beforeAll, expect, test, vi } from 'vitest';
import { start } from '../../../flows/engine/start.ts';
import { step } from '../../../flows/engine/step.ts';
import { dayOf } from '../../../flows/rules/calendar.ts';
import { createReadDirectory, type ReadDirectory } from '../../../handlers/queries/directory.ts';
import { loadMemberPage } from '../../../handlers/queries/list-unit-people.ts';
import { createMembers } from '../../../handlers/queries/members.ts';
import { createReviews, selfReviewIdentity } from '../../../handlers/queries/reviews.ts';
import type { PersonSources } from '../../../handlers/queries/sources.ts';
import { encodeDraftChange } from '../../../handlers/talk/draft.ts';
import { draftContext } from '../../../models/chat/draft-context.ts';
import { linkIdentity } from '../../../models/chat/identity.ts';
import { raiseOrganisationVersion } from '../../../models/organisation/organisation-version.ts';
import { listPosts } from '../../../models/organisation/post.ts';
import { draftIdOf } from '../../../models/review/draft.ts';
import { openCycle } from '../../../models/review/open-cycle.ts';
import { insertSubmission } from '../../../models/review/submission.ts';
import { officeForAll } from '../../support/office.ts';
import { NOW, smallOrganisation, table } from '../../support/organisation.ts';
import { PLAN_58, packFrom } from '../../support/packs.ts';

/** One directory for all, as in a process of the bot. */
let readDirectory: ReadDirectory;
const SLOW_MS = 120_000;
const MANY = 10_000;
const TODAY = dayOf(NOW);
const CELLS = 100;
const CYCLE = 'DB-2026';
const office = officeForAll([
  ...smallOrganisation(),
  table('units', ['XA', 'Đảng bộ Xa', 'Đảng bộ cơ sở', ''], ['XA1', 'Chi bộ Xa', 'Chi bộ', 'XA']),
  table('collectives', ['CU', 'Chi ủy Chi bộ Một', 'Chi ủy', 'CB'], ['CUX', 'Chi ủy Xa', 'Chi ủy', 'XA1']),
  table('people', ['X1', 'Lê Thị Xa', '1/1/1980', 'Đảng viên chính thức', 'XA1', 'Không', '']),
  table(
    'posts',
    ['P2', 'CU', 'Cấp phó', 'Phó Bí thư Chi bộ', 'Đảng'],
    ['X1', 'CUX', 'Cấp trưởng', 'Bí thư', 'Đảng'],
  ),
]);

beforeAll(async () => {
  const { database } = office;
  await openCycle(database, { unit: 'DB', year: 2026, pack: packFrom(PLAN_58), now: NOW });
  const cells = Array.from({ length: CELLS }, (_, index) => `C${index + 1}`);
  await database.units.insertMany(
    cells.map((_id, index) => ({
      ...{ _id, name: `Chi bộ số ${index + 1}`, kind: 'cell' as const, parent: 'DB', ancestors: ['DB'] },
    })),
  );
  await database.people.insertMany(
    Array.from({ length: MANY }, (_, index) => ({
      ...{ _id: `M${index + 1}`, name: `Đặng Văn Số${index + 1}`, birthDate: '1980-01-01' },
      ...{ partyStatus: 'official' as const, unit: cells[index % CELLS] ?? null, publicEmployee: false },
      workplace: null,
    })),
    { lean: true },
  );
  await raiseOrganisationVersion(database);
  readDirectory = createReadDirectory({ database, now: () => NOW });
  await readDirectory();
}, SLOW_MS);

async function sourcesOf(reader: string): Promise<PersonSources> {
  const { database, keys } = office;
  const reviews = createReviews({
    database,
    keys,
    members: createMembers(database),
    withFallback: async (_name, load) => load(),
    today: () => TODAY,
  });
  const posts = await listPosts(database, { people: [reader], day: TODAY });
  return { database, keys, reviews, posts, readDirectory, at: NOW.toISOString() } as never;
}

async function see(reader: string, wish: Partial<Parameters<typeof loadMemberPage>[1]> = {}) {
  const sources = await sourcesOf(reader);
  const page = await loadMemberPage(sources, { wanted: 0, search: '', onlyNotJoined: false, ...wish });
  if (page === null) throw new Error('no unit is led');
  return page;
}

const namesIn = ({ items }: { items: readonly { name: string }[] }) => items.map(({ name }) => name);

test(
  'a deputy secretary sees the people of the cell and of the group below it, and nobody else',
  async () => {
    const page = await see('P2');
    expect(page).toMatchObject({ total: 2, pages: 1, units: ['Chi bộ Một'] });
    expect(namesIn(page)).toEqual(['Nguyễn Văn Một', 'Trần Thị Hai']);
    expect(await see('P2', { search: 'so17' })).toMatchObject({ total: 0, items: [] });
    expect(namesIn(await see('X1'))).toEqual(['Lê Thị Xa']);
  },
  SLOW_MS,
);

test(
  'the head of a board, who leads no unit of the Party, sees nobody',
  async () => {
    const sources = await sourcesOf('P3');
    expect(await loadMemberPage(sources, { wanted: 0, search: '', onlyNotJoined: false })).toBeNull();
  },
  SLOW_MS,
);

test(
  'ten thousand people are listed by page, unit by unit, with how many stand where',
  async () => {
    const page = await see('P1');
    expect(page).toMatchObject({ total: MANY + 3, page: 0, pages: 1_251 });
    expect(page.counts).toMatchObject({ 'not-joined': MANY + 3 });
    const last = await see('P1', { wanted: 99_999 });
    expect(last).toMatchObject({ page: 1_250, pages: 1_251 });
    expect(last.counts).toBeUndefined();
    expect(last.items).toHaveLength(3);
  },
  SLOW_MS,
);

test(
  'a name is found with or without diacritics and in capitals, a person also by code and by unit',
  async () => {
    for (const search of ['Đặng Văn Số77', 'dang van so77', 'SO77 CHI BO SO 77', 'm77 đặng']) {
      const [first] = namesIn(await see('P1', { search }));
      expect(first, search).toBe('Đặng Văn Số77');
    }
    expect(await see('P1', { search: 'c12' })).toMatchObject({ total: MANY / CELLS });
  },
  SLOW_MS,
);

test(
  'a page that is turned reads what belongs to the people on it, and nothing of the others',
  async () => {
    const sources = await sourcesOf('P1');
    await sources.readDirectory();
    const { database } = office;
    const people = vi.spyOn(database.people, 'find');
    const others = [database.identities, database.drafts, database.submissions].map((model) =>
      vi.spyOn(model, 'find'),
    );
    await loadMemberPage(sources, { wanted: 500, search: '', onlyNotJoined: false });
    expect(people).not.toHaveBeenCalled();
    for (const spy of others) {
      expect(spy).toHaveBeenCalledOnce();
      expect(JSON.stringify(spy.mock.calls[0])).toMatch(/"\$in":\["M\d+"(,"M\d+"){7}\]/);
    }
    vi.restoreAllMocks();
  },
  SLOW_MS,
);

test(
  'who joined, is answering, handed in or withdrew is told so, and only those without a chat have not joined',
  async () => {
    const { database, keys } = office;
    for (const code of ['M1', 'M101', 'M201', 'M301']) {
      const link = { channel: 'telegram', user: code, chat: code, person: code, consent: null };
      await linkIdentity(office, { ...link, now: NOW });
    }
    const identity = selfReviewIdentity('M101', CYCLE);
    const at = NOW.toISOString();
    const review = await (await sourcesOf('P1')).reviews.findOpen('M101');
    if (review === null) throw new Error('M101 is not asked');
    const result = step(review.flow, start(review.flow, at), {
      type: 'action',
      action: { do: 'resume' },
      at,
    });
    const id = draftIdOf(identity);
    const change = encodeDraftChange({ id, identity }, result);
    const fields = Object.entries(change.fields).map(([field, text]) => [
      field,
      keys.seal(text ?? '', draftContext({ person: 'M101', draft: id, field })),
    ]);
    await database.drafts.create({
      ...{ _id: id, author: 'M101', form: identity.form, cycle: CYCLE, subject: identity.subject },
      ...{ revision: 1, copiedAt: NOW, fields: new Map(fields as [string, string][]) },
    });
    for (const [person, number, withdrawnAt] of [
      ['M201', 1, NOW],
      ['M201', 2, undefined],
      ['M301', 1, NOW],
    ] as const) {
      await insertSubmission(database, {
        ...{ person, cycle: CYCLE, number, pack: { id: 'p', version: 'v' }, flowVersion: 'v', late: false },
        ...{ submittedAt: NOW, recordedAt: NOW, answers: [], ...(withdrawnAt && { withdrawnAt }) },
      });
    }
    const { items } = await see('P1', { search: 'C1', wanted: 0 });
    const standingOf = (code: string) => items.find((one) => one.code === code);
    expect(standingOf('M1')).toMatchObject({ standing: 'joined' });
    expect(standingOf('M101')).toMatchObject({ standing: 'answering', progress: { answered: 0 } });
    expect(standingOf('M201')).toMatchObject({ standing: 'handed-in' });
    expect(standingOf('M301')).toMatchObject({ standing: 'joined' });
    expect(await see('P1')).toMatchObject({
      counts: { 'not-joined': MANY - 1, joined: 2, answering: 1, 'handed-in': 1 },
    });
    expect(await see('P1', { onlyNotJoined: true })).toMatchObject({ total: MANY - 1 });
  },
  SLOW_MS,
);

test(
  'somebody who was imported a moment ago is in the list at once',
  async () => {
    const { database } = office;
    const sources = await sourcesOf('X1');
    const look = () => loadMemberPage(sources, { wanted: 0, search: '', onlyNotJoined: false });
    expect(await look()).toMatchObject({ total: 1 });
    await database.people.create({
      ...{ _id: 'X2', name: 'Lê Văn Mới', birthDate: '1990-01-01', partyStatus: 'exempt', unit: 'XA1' },
      ...{ publicEmployee: false, workplace: null },
    });
    await raiseOrganisationVersion(database);
    expect(await look()).toMatchObject({ total: 2, counts: { exempt: 1, 'not-asked': 1 } });
  },
  SLOW_MS,
);
