import { describe, expect, test } from 'vitest';
import type { Item, Subject } from '../../../flows/forms/compile.ts';
import type { Pack } from '../../../flows/packs/schema.ts';
import {
  compileSelfReview,
  idsOf,
  leaderWith,
  PLAN_58,
  packFrom,
  SAMPLE_PACK,
  stepOf,
  subject,
} from '../../support/packs.ts';

/** The sample with these questions added to its only section. */
function sampleWith(questions: object[]): Pack {
  const texts = { heading: { vi: 'Hỏi', en: 'Ask' }, prompt: { vi: 'Hỏi {text}?', en: 'Ask {text}?' } };
  const plain = { heading: texts.heading, prompt: { vi: 'Hỏi?', en: 'Ask?' } };
  const lines = questions.map((question) => {
    const own = 'forEach' in question ? texts : plain;
    return `        - ${JSON.stringify({ ...own, ...question })}\n`;
  });
  return packFrom(`${SAMPLE_PACK}${lines.join('')}`);
}

function itemsOf(...ids: string[]): Item[] {
  return ids.map((id) => ({ id, text: id }));
}

describe('the steps of a subject', () => {
  test('are the questions with their follow-ups, in the order of the file', () => {
    const flow = compileSelfReview(packFrom(SAMPLE_PACK), leaderWith(...itemsOf('c1', 'c2')));
    expect(idsOf(flow)).toEqual(['picked', 'picked/why', 'promise/c1', 'promise/c2']);
    expect(flow.steps.map(({ followUp }) => followUp)).toEqual([false, true, false, false]);
    expect(flow.title.vi).toBe('BẢN TỰ KIỂM ĐIỂM');
    expect(stepOf(flow, 'promise/c2')).toMatchObject({
      kind: 'choice',
      section: { vi: 'Phần một', en: 'Part one' },
      options: [{ id: 'high' }, { id: 'low' }],
    });
  });

  test('hold nothing that only the file needs', () => {
    const flow = compileSelfReview(packFrom(PLAN_58), leaderWith({ id: 'c', text: 'A' }));
    const ofFile = ['source', 'for', 'forEach', 'ifNone', 'followUps'];
    expect(flow.steps.filter((step) => ofFile.some((key) => key in step))).toEqual([]);
    expect(
      flow.steps.filter((step) => !['text', 'choice', 'choices', 'list', 'attachment'].includes(step.kind)),
    ).toEqual([]);
  });

  test('are those of everyone and those of the roles that the subject has', () => {
    const pack = sampleWith([
      { id: 'all', kind: 'confirm' },
      { id: 'members', kind: 'confirm', for: ['member'] },
      { id: 'leaders', kind: 'confirm', for: ['leader'] },
      { id: 'either', kind: 'confirm', for: ['leader', 'public-employee'] },
    ]);
    const asked = (roles: Subject['roles']) => idsOf(compileSelfReview(pack, subject({ roles }))).slice(2);
    expect(asked(['member'])).toEqual(['all', 'members']);
    expect(asked(['leader'])).toEqual(['all', 'leaders', 'either']);
    expect(asked(['member', 'public-employee'])).toEqual(['all', 'members', 'either']);
    expect(asked([])).toEqual(['all']);
  });

  test('of ifNone are asked only when that list is empty', () => {
    const pack = sampleWith([{ id: 'general', kind: 'text', ifNone: 'remedies' }]);
    const one = [{ id: 'x', text: 'X' }];
    expect(idsOf(compileSelfReview(pack, subject({ commitments: one })))).toContain('general');
    expect(idsOf(compileSelfReview(pack, subject({ remedies: one })))).not.toContain('general');
  });

  test('of level and rank are choices among the levels and ranks of the pack', () => {
    const pack = sampleWith([
      { id: 'how', kind: 'level' },
      { id: 'what', kind: 'rank', required: false },
    ]);
    const flow = compileSelfReview(pack, subject());
    expect(stepOf(flow, 'how')).toMatchObject({
      kind: 'choice',
      required: true,
      options: pack.levels.options,
    });
    expect(stepOf(flow, 'what')).toMatchObject({
      kind: 'choice',
      required: false,
      options: pack.ranks.options,
    });
  });

  test('count every question once, however many follow-ups it has', () => {
    const flow = compileSelfReview(packFrom(SAMPLE_PACK), leaderWith(...itemsOf('c1', 'c2')));
    expect(flow.numbers).toEqual([1, 1, 2, 3]);
  });
});

describe('conditions', () => {
  const followUps = [
    { id: 'how', kind: 'level', when: { answer: 'item', is: ['low'] } },
    {
      id: 'deep',
      kind: 'text',
      when: {
        any: [
          { answer: 'item/how', isNot: ['low'] },
          { answer: 'picked', is: ['sign'] },
        ],
      },
    },
  ].map((one) => ({ heading: { vi: 'H', en: 'H' }, prompt: { vi: 'P', en: 'P' }, ...one }));

  test('of an item look at the answers for that same item', () => {
    const pack = sampleWith([{ id: 'item', kind: 'level', forEach: 'remedies', followUps }]);
    const flow = compileSelfReview(pack, subject({ remedies: itemsOf('r1', 'r2') }));
    expect(stepOf(flow, 'item/r1/how').when).toEqual({ answer: 'item/r1', is: ['low'] });
    expect(stepOf(flow, 'item/r2/deep').when).toEqual({
      any: [
        { answer: 'item/r2/how', isNot: ['low'] },
        { answer: 'picked', is: ['sign'] },
      ],
    });
  });

  test('of a question hold for its follow-ups too', () => {
    const when = { answer: 'picked', is: ['sign'] };
    const pack = sampleWith([{ id: 'item', kind: 'level', when, followUps }]);
    const flow = compileSelfReview(pack, subject());
    expect(stepOf(flow, 'item').when).toEqual(when);
    expect(stepOf(flow, 'item/how').when).toEqual({ all: [when, { answer: 'item', is: ['low'] }] });
  });

  test('always name a step that comes before', () => {
    const items = itemsOf('x', 'Y/2');
    const everything = { commitments: items, remedies: items, suggestions: items };
    for (const given of [{}, everything]) {
      const everyRole = subject({ roles: ['leader', 'public-employee'], ...given });
      const flow = compileSelfReview(packFrom(PLAN_58), everyRole);
      flow.steps.forEach((step, index) => {
        for (const [, name] of JSON.stringify(step.when ?? {}).matchAll(/"answer":"([^"]*)"/g)) {
          expect(flow.indexOf.get(name ?? ''), `${step.id} when ${name}`).toBeLessThan(index);
        }
      });
    }
  });
});

describe('items', () => {
  test('fill the placeholders of heading, prompt and help', () => {
    const question = {
      id: 'item',
      kind: 'text',
      forEach: 'suggestions',
      heading: { vi: 'Vấn đề {number}', en: 'Issue {number}' },
      prompt: { vi: 'Ý:\n“{text}”\nNơi gợi ý: {from}\nTrả lời?', en: '“{text}” by {from}?' },
      help: { vi: 'Nói về “{text}”.', en: 'Speak of “{text}”.' },
    };
    const suggestions = [
      { id: 'a', text: 'Một', from: 'Ban Thường vụ' },
      { id: 'b', text: 'Hai' },
    ];
    const flow = compileSelfReview(sampleWith([question]), subject({ suggestions }));
    expect(stepOf(flow, 'item/a')).toMatchObject({
      heading: { vi: 'Vấn đề 1', en: 'Issue 1' },
      prompt: { vi: 'Ý:\n“Một”\nNơi gợi ý: Ban Thường vụ\nTrả lời?', en: '“Một” by Ban Thường vụ?' },
      help: { vi: 'Nói về “Một”.', en: 'Speak of “Một”.' },
    });
    expect(stepOf(flow, 'item/b').prompt).toEqual({ vi: 'Ý:\n“Hai”\nTrả lời?', en: '“Hai” by —?' });
  });

  test('are never read as anything but text', () => {
    const text = '{number} {from} {x} $& $1 $$ {{text}}\n- *đậm* <b>&amp;</b> "nháy" \\n';
    const flow = compileSelfReview(packFrom(SAMPLE_PACK), leaderWith({ id: 'c', text, from: '{text}' }));
    expect(stepOf(flow, 'promise/c').prompt).toEqual({ vi: `Cam kết: ${text}`, en: `Commitment: ${text}` });
  });

  test('of any id get a step id of a-z, 0-9, hyphens and slashes, each its own', () => {
    const plain = 'c1 65f0c0ffee0000000000abcd C1 c_1 c/1 c--1 -c1 x--'.split(' ');
    const odd = [...plain, '', 'cam kết', 'cam kê\u0301t', '\uD800', '\uFFFD'];
    const first = compileSelfReview(packFrom(SAMPLE_PACK), leaderWith(...itemsOf('C1')));
    const encoded = first.steps.at(-1)?.id.slice('promise/'.length) ?? '';
    const ids = [...odd, encoded];
    const flow = compileSelfReview(packFrom(SAMPLE_PACK), leaderWith(...itemsOf(...ids)));
    const stepIds = idsOf(flow).slice(2);
    expect(stepIds.filter((id) => !/^promise\/[a-z0-9-]+$/.test(id))).toEqual([]);
    expect(new Set(stepIds).size).toBe(ids.length);
    expect(stepIds.slice(0, 2)).toEqual(['promise/c1', 'promise/65f0c0ffee0000000000abcd']);
  });

  test('with the same id in one list are refused, in two lists are not', () => {
    const compiled = (given: Partial<Subject>) => () => compileSelfReview(packFrom(PLAN_58), subject(given));
    expect(compiled({ remedies: itemsOf('same', 'same') })).toThrow('remedies');
    expect(compiled({ remedies: itemsOf('same'), commitments: itemsOf('same') })).not.toThrow();
  });
});

describe('the version of a flow', () => {
  const base = leaderWith({ id: 'c', text: 'A', from: 'B' });
  const versionOf = (text: string, given: Subject) => compileSelfReview(packFrom(text), given).version;

  test('is the same for the same cycle and subject', () => {
    expect(versionOf(SAMPLE_PACK, structuredClone(base))).toBe(versionOf(SAMPLE_PACK, base));
    expect(compileSelfReview(packFrom(SAMPLE_PACK), base)).toEqual(
      compileSelfReview(packFrom(SAMPLE_PACK), structuredClone(base)),
    );
    expect(versionOf(SAMPLE_PACK, { ...base, roles: ['leader', 'member', 'leader'] })).toBe(
      versionOf(SAMPLE_PACK, { ...base, roles: ['member', 'leader'] }),
    );
  });

  test.each<[string, string, Subject]>([
    ['the pack', SAMPLE_PACK.replace('Vì sao?', 'Tại sao?'), base],
    ['a role', SAMPLE_PACK, { ...base, roles: ['public-employee'] }],
    ['being a Party member', SAMPLE_PACK, { ...base, roles: ['member', 'leader'] }],
    ['the text of an item', SAMPLE_PACK, leaderWith({ id: 'c', text: 'A!', from: 'B' })],
    ['the origin of an item', SAMPLE_PACK, leaderWith({ id: 'c', text: 'A' })],
    ['an item more', SAMPLE_PACK, { ...base, suggestions: [{ id: 's', text: 'S' }] }],
    ['the list of an item', SAMPLE_PACK, { ...base, commitments: [], remedies: base.commitments }],
  ])('changes with %s', (_what, text, given) => {
    expect(versionOf(text, given)).not.toBe(versionOf(SAMPLE_PACK, base));
  });
});
