import { describe, expect, test } from 'vitest';
import { loadPack, type PackFiles } from '../../../flows/packs/load.ts';
import type { Pack } from '../../../flows/packs/schema.ts';
import {
  compileSelfReview,
  INHERITING_PACK,
  idsOf,
  leaderWith,
  PLAN_58,
  packFrom,
  SAMPLE_PACK,
  stepOf,
} from '../../support/packs.ts';

const KNOWN = new Map<string, PackFiles>([
  ['sample', { text: SAMPLE_PACK, papers: [{ name: 'mau-2.docx', hash: 'aa' }] }],
  ['plan-58-2018', { text: PLAN_58 }],
]);

function inheriting(text: string, files: Partial<PackFiles> = {}): Pack {
  const result = loadPack({ text, ...files }, KNOWN);
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.pack;
}

const leader = leaderWith({ id: 'c', text: 'A' });

describe('[D46] a pack that inherits', () => {
  const flow = compileSelfReview(inheriting(INHERITING_PACK), leader);

  test('asks all that its base asks, and its own questions behind those that they are written under', () => {
    expect(idsOf(flow)).toEqual(['picked', 'picked/why', 'picked/since', 'own', 'promise/c']);
    expect(stepOf(flow, 'own')).toMatchObject({
      section: { vi: 'Phần một' },
      when: { answer: 'picked', is: ['sign'] },
    });
  });

  test('changes prompts and helps, and nothing else of an official question', () => {
    expect(stepOf(flow, 'picked')).toMatchObject({
      heading: { vi: 'Chọn' },
      prompt: { vi: 'Chọn gì?' },
      help: { vi: 'Nghĩ kỹ' },
    });
    expect(stepOf(flow, 'picked/why')).toMatchObject({
      heading: { vi: 'Vì sao' },
      prompt: { vi: 'Vì đâu?' },
    });
  });

  test('has its own name, dates and reminders, and the rest from its base, whose version it names', () => {
    const pack = inheriting(`${INHERITING_PACK}\nreminders: { draftsDue: [-5] }\n`);
    const base = packFrom(SAMPLE_PACK);
    expect(pack).toMatchObject({
      id: 'inheriting',
      title: { vi: 'Kỳ của đơn vị' },
      source: 'Thử',
      dates: { ...base.dates, draftsDue: '11-19' },
      reminders: { source: 'Thử', draftsDue: [-5] },
      levels: base.levels,
      ranks: base.ranks,
    });
    expect(pack.inherits?.id).toBe('sample');
    expect(inheriting(INHERITING_PACK).inherits?.version).toMatch(/^[0-9a-f]{12}$/);
  });

  test('puts a question before all others where it is written first', () => {
    const own = INHERITING_PACK.indexOf('        - id: own');
    const first = INHERITING_PACK.indexOf('        - id: picked');
    const question = INHERITING_PACK.slice(own).replace(/ {10}when: .*\n/, '');
    const text = INHERITING_PACK.slice(0, first) + question + INHERITING_PACK.slice(first, own);
    expect(idsOf(compileSelfReview(inheriting(text), leader))[0]).toBe('own');
  });

  test('may be a whole copy: what it repeats is the same, and what it leaves out is asked all the same', () => {
    const copy = `inherits: plan-58-2018\n${PLAN_58.replace('\nid: plan-58-2018', '\nid: copy')}`;
    const plan = compileSelfReview(packFrom(PLAN_58), leader);
    expect(compileSelfReview(inheriting(copy), leader).steps).toEqual(plan.steps);

    const from = copy.indexOf('        - id: politics');
    const without = copy.slice(0, from) + copy.slice(copy.indexOf('        - id: ethics', from));
    expect(compileSelfReview(inheriting(without), leader).steps).toEqual(plan.steps);

    const reworded = copy.replace('vi: Tư tưởng chính trị,', 'vi: Chính trị,');
    expect(loadPack({ text: reworded }, KNOWN)).toMatchObject({
      issues: [{ code: 'official-part', details: { key: 'heading', pack: 'plan-58-2018' } }],
    });
  });

  test('cannot take an id of its base for a question of its own, nor ask a question in another section', () => {
    const text = PLAN_EXAMPLE.replace('id: safety', 'id: directions');
    expect(loadPack({ text }, KNOWN)).toMatchObject({
      issues: [{ code: 'taken-id', path: 'forms[0].sections[0].questions[1].id' }],
    });
  });

  test('cannot inherit from one that itself inherits', () => {
    const known = new Map([...KNOWN, ['inheriting', { text: INHERITING_PACK }]]);
    const text = INHERITING_PACK.replace('inherits: sample', 'inherits: inheriting').replace(
      '\nid: inheriting',
      '\nid: third',
    );
    expect(loadPack({ text }, known)).toMatchObject({ issues: [{ code: 'broken-pack', path: 'inherits' }] });
  });

  test('has the papers of its base but for those that it brings itself', () => {
    expect(inheriting(INHERITING_PACK).papers).toEqual([{ name: 'mau-2.docx', hash: 'aa' }]);
    const own = [
      { name: 'mau-2.docx', hash: 'bb' },
      { name: 'a.docx', hash: 'cc' },
    ];
    expect(inheriting(INHERITING_PACK, { papers: own }).papers).toEqual([own[1], own[0]]);
  });

  test('is another version when what it inherits is another one', () => {
    const changed = new Map([
      ['sample', { text: SAMPLE_PACK.replace('Vì sao, en: Why', 'Do đâu, en: Why') }],
    ]);
    const result = loadPack({ text: INHERITING_PACK }, changed);
    expect('pack' in result && result.pack.version).not.toBe(inheriting(INHERITING_PACK).version);
  });
});

/** The example that the head of the plan's pack gives. */
const PLAN_EXAMPLE = PLAN_58.slice(PLAN_58.indexOf('#   format: 2'))
  .split('\n#\n', 1)
  .join()
  .replace(/^# {3}/gm, '');

test('the example in the head of the plan’s pack is right, and adds one question', () => {
  const flow = compileSelfReview(inheriting(PLAN_EXAMPLE), leader);
  const plan = idsOf(compileSelfReview(packFrom(PLAN_58), leader));
  expect(idsOf(flow)).toEqual(plan.toSpliced(plan.indexOf('targets') + 1, 0, 'safety'));
  expect(stepOf(flow, 'targets').help?.vi).toBe('Nêu số liệu của tổ mình.');
});
