import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { loadLocales } from '../../../bot/i18n.ts';
import { loadSample, SAMPLE_ROOT } from '../../../bot/sample/load-sample.ts';
import { loadSubject, packOf } from '../../../handlers/queries/load-subject.ts';
import { listPeople } from '../../../models/organisation/person.ts';
import { listPosts } from '../../../models/organisation/post.ts';
import { listUnits } from '../../../models/organisation/unit.ts';
import { findCycle, findCycleById, findOpenCycle } from '../../../models/review/cycle.ts';
import { operate } from '../../support/commands.ts';
import { officeForAll } from '../../support/office.ts';
import { everythingIn, type Office, openOffice } from '../../support/organisation.ts';
import { compileSelfReview, PLAN_58, packFrom } from '../../support/packs.ts';

const pack = packFrom(PLAN_58);
const locales = await loadLocales();
const DAY = '2026-11-23';

const office = officeForAll([]);

beforeAll(async () => {
  await loadSample({ ...office, pack, locales });
});

test('[D7] every kind of collective of the plan is there', async () => {
  const collectives = await office.database.collectives.find({}).lean();

  expect(new Set(collectives.map(({ kind }) => kind))).toEqual(
    new Set([
      'standing-committee',
      'committee',
      'cell-committee',
      'group-leadership',
      'advisory-leadership',
      'mass-standing-committee',
      'mass-committee',
      'board',
      'executive-board',
      'other',
    ]),
  );
});

test('the đảng bộ has three chi bộ, one of them with two tổ đảng, and 24 people', async () => {
  const units = await listUnits(office.database, { root: SAMPLE_ROOT });
  const cells = units.filter(({ kind }) => kind === 'cell' || kind === 'grassroots-cell');
  const groups = units.filter(({ kind }) => kind === 'group');

  expect(cells).toHaveLength(3);
  expect(groups.map(({ parent }) => parent)).toEqual(['CB-KT', 'CB-KT']);
  expect(await listPeople(office.database, { unit: SAMPLE_ROOT })).toHaveLength(24);
});

test('every reviewed collective has exactly one head', async () => {
  const collectives = await office.database.collectives.find({}).sort({ _id: 1 }).lean();
  const heads = await office.database.posts.find({ role: 'head' }).sort({ collective: 1 }).lean();

  expect(heads.map(({ collective }) => collective)).toEqual(collectives.map(({ _id }) => _id));
});

describe('[D8 part] every kind of person occurs', () => {
  test.each([
    { person: 'LG21', who: 'a member without a post', roles: ['member'] },
    { person: 'LG12', who: 'a tổ trưởng tổ đảng who leads nothing else', roles: ['member'] },
    { person: 'LG22', who: 'a probationary member', roles: ['member'] },
    { person: 'LG03', who: 'a leader in several collectives', roles: ['member', 'leader'] },
    { person: 'LG14', who: 'a leader of the youth union', roles: ['member', 'leader'] },
    { person: 'LG24', who: 'a public employee', roles: ['member', 'public-employee'] },
    { person: 'LG04', who: 'a leader paid from the budget', roles: ['member', 'leader', 'public-employee'] },
    { person: 'LG18', who: 'a leader who is not a member', roles: ['leader'] },
    { person: 'LG23', who: 'an exempt member', roles: [] },
  ])('$who ($person)', async ({ person, roles }) => {
    const subject = await loadSubject(office, { person, cycle: { year: 2026 }, day: DAY });

    expect(subject?.roles).toEqual(roles);
  });

  test('with posts in the Party, the enterprise and the youth union', async () => {
    const people = await listPeople(office.database, { unit: SAMPLE_ROOT });
    const posts = await listPosts(office.database, { people: people.map(({ _id }) => _id), day: DAY });

    expect(new Set(posts.map(({ branch }) => branch))).toEqual(
      new Set(['party', 'government', 'mass-organisation']),
    );
    expect(posts.filter(({ person }) => person === 'LG03')).toHaveLength(4);
  });
});

test('[D2 part] this year’s cycle asks for the commitments, remedies and suggestions of the sample', async () => {
  const found = await findOpenCycle(office.database, { person: 'LG03' });
  const cycle = await findCycleById(office.database, found?.cycle._id ?? '');
  if (cycle === null) throw new Error('no open cycle');
  const subject = await loadSubject(office, { person: 'LG03', cycle, day: DAY });
  if (subject === undefined) throw new Error('no subject');
  const flow = compileSelfReview(packOf(cycle), subject);
  const prompts = flow.steps.map(({ prompt }) => prompt.vi).join('\n');

  expect(cycle).toMatchObject({ _id: 'DB-LG-2026', status: 'open' });
  expect(prompts).toContain('Đối thoại định kỳ với công nhân mỗi quý một lần');
  expect(prompts).toContain('Chỉ đạo xử lý hàng tồn kho chậm');
  expect(prompts).toContain('Làm rõ trách nhiệm trong việc hợp đồng cung cấp tủ điện');
  expect(prompts).toContain('Ban Thường vụ Đảng ủy Tổng công ty');
});

test('[D1 part] last year is closed, with conclusions and what about half of the people handed in', async () => {
  const last = await findCycle(office.database, { unit: SAMPLE_ROOT, year: 2025 });
  const submissions = await office.database.submissions.find({ cycle: last?._id ?? '' }).lean();

  expect(last).toMatchObject({ status: 'closed' });
  expect(new Set(submissions.map(({ person }) => person)).size).toBeGreaterThanOrEqual(12);
  expect(submissions.filter(({ person }) => person === 'LG03').map(({ number }) => number)).toEqual([1, 2]);
  expect(submissions.filter(({ late }) => late).map(({ person }) => person)).toEqual(['LG07']);
  expect(await office.database.conclusions.countDocuments({ year: 2025 })).toBeGreaterThan(20);
});

test('loading it again changes nothing', async () => {
  const before = await everythingIn(office);
  await loadSample({ ...office, now: new Date('2026-11-24T03:00:00Z'), pack, locales });

  expect(await everythingIn(office)).toEqual(before);
});

describe('in a house of its own', () => {
  let other: Office;

  beforeAll(async () => {
    other = await openOffice(inject('mongodbUri'));
    await loadSample({ ...other, pack, locales });
  });

  afterAll(() => other.database.close());

  test('what was decided about people stays as it is when it is loaded again', async () => {
    const of = { person: 'LG08', collective: 'CU-DV' };
    await operate(other, { name: 'move-membership', payload: { person: 'LG22', to: 'CB-DV', on: DAY } });
    await operate(other, { name: 'end-post', payload: { ...of, to: DAY } });
    const before = await everythingIn(other);
    await loadSample({ ...other, pack, locales });
    expect(await everythingIn(other)).toEqual(before);
    expect(await other.database.posts.findOne(of).lean()).toMatchObject({ to: DAY });
  });

  test('a changed pack upgrades this year’s cycle and leaves last year’s alone', async () => {
    const changed = packFrom(PLAN_58.replace('vi: Tư tưởng chính trị', 'vi: Tư tưởng và chính trị'));
    const cycle = await loadSample({ ...other, pack: changed, locales });

    expect(cycle.current).toBe(changed.version);
    expect(cycle.versions.map(({ version }) => version)).toEqual([pack.version, changed.version]);
    expect(await findCycle(other.database, { unit: SAMPLE_ROOT, year: 2025 })).toMatchObject({
      current: pack.version,
    });
  });

  test('in the next year that cycle is closed and a new one opened', async () => {
    const cycle = await loadSample({
      ...other,
      now: new Date('2027-01-01T00:00:00+07:00'),
      pack,
      locales,
    });

    expect(cycle).toMatchObject({ _id: 'DB-LG-2027', status: 'open' });
    expect(await findCycle(other.database, { unit: SAMPLE_ROOT, year: 2026 })).toMatchObject({
      status: 'closed',
    });
  });
});
