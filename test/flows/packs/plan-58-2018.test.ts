import { describe, expect, test } from 'vitest';
import type { Item, Subject } from '../../../flows/forms/compile.ts';
import { type Flow, isNumbered, type Step, type Text } from '../../../flows/forms/definition.ts';
import { compileSelfReview, idsOf, PLAN_58, packFrom, stepOf, subject } from '../../support/packs.ts';
import {
  COMMITMENTS,
  CONDUCT,
  type Contents,
  DUTIES,
  EXAMPLE,
  LEADING,
  PUBLIC_SERVICE,
  REMEDIES,
  SUGGESTIONS,
} from '../../support/plan-58-contents.ts';

const PACK = packFrom(PLAN_58);
const QUESTIONS = PACK.forms.flatMap(({ sections }) => sections.flatMap(({ questions }) => questions));
const DAY = 86_400_000;
const LEVELS = ['Xuất sắc', 'Tốt', 'Trung bình', 'Kém'];
const RANKS = [
  'Hoàn thành xuất sắc nhiệm vụ',
  'Hoàn thành tốt nhiệm vụ',
  'Hoàn thành nhiệm vụ',
  'Không hoàn thành nhiệm vụ',
];
const REQUIRED_TEXT = { kind: 'text', required: true };
const LEVEL_HEADING = 'Tự đánh giá về cấp độ thực hiện';

const items = (prefix: string, count: number): Item[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `${prefix}${n + 1}`,
    text: `Việc ${n + 1}`,
    from: 'Đảng ủy',
  }));
const SOME = { commitments: items('c', 3), remedies: items('r', 2), suggestions: items('s', 1) };

const flowOf = (roles: Subject['roles'], given: Partial<Subject> = {}) =>
  compileSelfReview(PACK, subject({ roles, ...given }));
const MEMBER = flowOf(['member'], SOME);
const LEADER = flowOf(['member', 'leader'], SOME);
const EMPLOYEE = flowOf(['member', 'public-employee'], SOME);

const vietnamese = (step: Step) => step.heading.vi;
const labels = (step: Step) => ('options' in step ? step.options.map(({ label }) => label.vi) : []);
const extraOf = (flow: typeof MEMBER) =>
  idsOf(flow)
    .filter((id) => !MEMBER.indexOf.has(id))
    .join(' ');

describe('what a member is asked', () => {
  test('[D20] a member is asked about the four groups of conduct', () => {
    expect(MEMBER.steps.slice(0, 4).map(vietnamese)).toEqual([
      'Tư tưởng chính trị',
      'Phẩm chất đạo đức, lối sống',
      'Ý thức tổ chức kỷ luật',
      'Tác phong, lề lối làm việc',
    ]);
    expect(MEMBER.steps.slice(0, 4).every(({ kind, required }) => kind === 'text' && required)).toBe(true);
  });

  test('[D21] [D3 part] a member links himself to the 27 signs of degradation, three groups of nine', () => {
    const groups = ['signs', 'signs/ethics', 'signs/self-evolution'].map((id) => stepOf(MEMBER, id));
    const signs = groups.flatMap((group) => labels(group).filter((label) => label !== 'Không có biểu hiện'));
    expect(groups.map((group) => labels(group).length)).toEqual([10, 10, 10]);
    expect(new Set(signs).size).toBe(27);
    for (const group of groups) {
      expect(group).toMatchObject({ kind: 'choices', none: 'none', required: true });
      // First, so that who has none does not have to read nine accusations before it.
      expect(labels(group)[0]).toBe('Không có biểu hiện');
    }
  });

  test('[D21 part] and tells how it shows, its cause and its remedy only if some sign was picked', () => {
    const account = stepOf(MEMBER, 'signs/account');
    expect(account).toMatchObject({ kind: 'text', required: true, followUp: true });
    expect(account.when).toEqual({
      any: ['signs', 'signs/ethics', 'signs/self-evolution'].map((answer) => ({ answer, isNot: ['none'] })),
    });
  });

  test('[D22] [D5 part] a member is asked about duties, targets by concrete products, and his own field', () => {
    for (const id of ['duties', 'targets', 'field']) expect(stepOf(MEMBER, id)).toMatchObject(REQUIRED_TEXT);
    const { heading, prompt } = stepOf(MEMBER, 'targets');
    expect(heading.vi).toBe('Kết quả thực hiện các chỉ tiêu, nhiệm vụ được giao trong năm');
    expect(prompt.vi).toContain('sản phẩm');
  });

  test('[D23] a member accounts for each commitment: done, partly, not done, with evidence', () => {
    for (const { id, text } of SOME.commitments) {
      const step = stepOf(MEMBER, `commitment/${id}`);
      expect(labels(step)).toEqual(['Đã thực hiện', 'Thực hiện một phần', 'Chưa thực hiện']);
      expect(step.prompt.vi).toContain(text);
      expect(stepOf(MEMBER, `commitment/${id}/evidence`)).toMatchObject(REQUIRED_TEXT);
    }
    expect(idsOf(MEMBER)).not.toContain('commitments-general');
  });

  test('[D23 part] without a commitment on record he is asked in general', () => {
    expect(stepOf(flowOf(['member']), 'commitments-general')).toMatchObject(REQUIRED_TEXT);
  });

  test('[D24] [D2 part] a member reports on each remedy and its level', () => {
    for (const { id, text, from } of SOME.remedies) {
      expect(stepOf(MEMBER, `remedy/${id}`)).toMatchObject(REQUIRED_TEXT);
      expect(stepOf(MEMBER, `remedy/${id}`).prompt.vi).toContain(`“${text}”\nNguồn: ${from}`);
      expect(labels(stepOf(MEMBER, `remedy/${id}/level`))).toEqual(LEVELS);
    }
    const none = flowOf(['member']);
    const when = { answer: 'remedies-general', is: ['something'] };
    expect(stepOf(none, 'remedies-general/result').when).toEqual(when);
    expect(stepOf(none, 'remedies-general/level').when).toEqual(when);
  });

  test('[D25] [D2 part] a member must answer each suggested issue and sees who suggested it', () => {
    const step = stepOf(MEMBER, 'suggestion/s1');
    expect(step).toMatchObject({ kind: 'text', required: true, long: true });
    expect(step.prompt.vi).toContain('“Việc 1”\nNơi gợi ý: Đảng ủy');
    expect(step.section.vi).toBe('IV. Giải trình những vấn đề được gợi ý kiểm điểm (nếu có)');
    expect(idsOf(MEMBER)).not.toContain('suggestions-general');
  });

  test('[D25 part] without a suggested issue on record he is asked whether there was any, and then for his explanation', () => {
    const none = flowOf(['member']);
    const asked = stepOf(none, 'suggestions-general');
    expect(asked).toMatchObject({ kind: 'choice', required: true });
    expect(labels(asked)).toEqual(['Không có', 'Có']);
    expect(asked.section.vi).toBe('IV. Giải trình những vấn đề được gợi ý kiểm điểm (nếu có)');
    expect(stepOf(none, 'suggestions-general/explanation')).toMatchObject({
      ...REQUIRED_TEXT,
      when: { answer: 'suggestions-general', is: ['something'] },
    });
  });
});

describe('what others are asked besides', () => {
  test('[D26] public employees: volume, quality, progress, effect; innovation and responsibility; attitude', () => {
    expect(extraOf(EMPLOYEE)).toMatch(/^public-service public-service\S+ public-service\S+ work-rank$/);
    const asked = EMPLOYEE.steps.filter(({ id }) => id.startsWith('public-service'));
    expect(asked.map(vietnamese)).toEqual([
      'Khối lượng, chất lượng, tiến độ, hiệu quả thực hiện nhiệm vụ',
      'Tinh thần đổi mới, sáng tạo, tự chịu trách nhiệm',
      'Ý thức, thái độ công tác',
    ]);
  });

  test('[D27] leaders: results of leading, coordination, unity and trust, impartiality', () => {
    expect(extraOf(LEADER)).toMatch(
      /^leading leading\/unity leading\/level responsibility responsibility\/level /,
    );
    expect(stepOf(LEADER, 'leading').prompt.vi).toMatch(/lãnh đạo, quản lý, điều hành.*tổ chức, cán bộ/s);
    expect(stepOf(LEADER, 'leading/unity').prompt.vi).toMatch(/phối hợp với cấp ủy.*đoàn kết.*tín nhiệm/s);
    expect(stepOf(LEADER, 'responsibility').prompt.vi).toContain('công tâm, khách quan');
  });

  test('[D28] leaders: fighting corruption, declaring assets, caring for staff, setting an example', () => {
    expect(extraOf(LEADER)).toMatch(/ example example\/assets example\/care example\/level work-rank$/);
    const fight = /nêu gương.*quan liêu, tham nhũng, lãng phí, cơ hội, vụ lợi/s;
    expect(stepOf(LEADER, 'example').prompt.vi).toMatch(fight);
    expect(stepOf(LEADER, 'example/assets').prompt.vi).toContain('kê khai tài sản, thu nhập');
    expect(stepOf(LEADER, 'example/care').prompt.vi).toContain('đời sống vật chất, tinh thần');
  });

  test('[D27] a leader and a public employee are asked all that a member is asked', () => {
    for (const flow of [LEADER, EMPLOYEE]) {
      expect(idsOf(flow).filter((id) => MEMBER.indexOf.has(id))).toEqual(idsOf(MEMBER));
    }
  });

  test('[D6 part] people in equal positions answer the same questions on the same scales', () => {
    expect(flowOf(['leader', 'member'], SOME).steps).toEqual(LEADER.steps);
  });

  test('[D27] a leader who is no Party member is asked the same, but for the rank of a member', () => {
    expect(idsOf(flowOf(['leader'], SOME))).toEqual(idsOf(LEADER).filter((id) => id !== 'member-rank'));
  });
});

/** All that a question and its follow-ups show, on one line in small letters. */
function wordsAsked(flow: Flow, asked: string): string {
  return flow.steps
    .filter(({ id }) => id.split('/')[0] === asked)
    .flatMap(({ heading, prompt, help }) => [heading.vi, prompt.vi, help?.vi ?? ''])
    .join(' ')
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

function expectAll(flow: Flow, contents: Contents): void {
  const missing = contents.flatMap(([asked, phrases]) => {
    const words = wordsAsked(flow, asked);
    return phrases.filter((phrase) => !words.includes(phrase.toLowerCase())).map((one) => `${asked}: ${one}`);
  });
  expect(missing).toEqual([]);
}

describe('every content of Plan 58, II.A.3.2 is in a heading, a prompt or a help', () => {
  test('[D20] thought, ethics and lifestyle, discipline, working style', () => {
    expectAll(MEMBER, CONDUCT.slice(0, 4));
  });

  test('[D21] signs of degradation', () => {
    expectAll(MEMBER, CONDUCT.slice(4));
  });

  test('[D22] duties and powers of posts, targets by products, responsibility for one’s field', () => {
    expectAll(MEMBER, DUTIES);
  });

  test.each([
    ['the yearly commitment', COMMITMENTS],
    ['remedies of last period', REMEDIES],
    ['suggested issues', SUGGESTIONS],
  ])('%s, where they are on record and where they are not', (_, [onRecord, general]) => {
    expectAll(MEMBER, [onRecord as Contents[number]]);
    expectAll(flowOf(['member']), [general as Contents[number]]);
  });

  test('[D26] public employees', () => {
    expectAll(EMPLOYEE, PUBLIC_SERVICE);
  });

  test('[D27] leaders: leading with the collective, coordination, impartiality, unity and trust', () => {
    expectAll(LEADER, LEADING);
  });

  test('[D28] leaders: fighting corruption, declaring assets, care for staff, setting an example', () => {
    expectAll(LEADER, EXAMPLE);
  });
});

describe('Mẫu 2', () => {
  test('[D32 part] has its title and its seven parts, to the letter', () => {
    expect(LEADER.title.vi).toBe('BẢN KIỂM ĐIỂM CÁ NHÂN');
    expect([...new Set(LEADER.steps.map(({ section }) => section.vi))]).toEqual([
      'I. Ưu điểm, kết quả đạt được',
      'II. Hạn chế, khuyết điểm và nguyên nhân',
      'III. Kết quả khắc phục hạn chế, khuyết điểm đã được kết luận hoặc chỉ ra ở các kỳ trước',
      'IV. Giải trình những vấn đề được gợi ý kiểm điểm (nếu có)',
      'V. Trách nhiệm cá nhân đối với hạn chế của tập thể (nếu có)',
      'VI. Phương hướng, biện pháp khắc phục',
      'VII. Tự nhận mức xếp loại',
    ]);
  });

  test('[D44 part] asks for one of the four levels at the end of each item that has them', () => {
    const levels = LEADER.steps.filter((step) => step.heading.vi === LEVEL_HEADING);
    expect(levels.map(({ id }) => id).join(' ')).toBe(
      'signs/conduct-level field/duties-level leading/level responsibility/level example/level remedy/r1/level remedy/r2/level',
    );
    for (const level of levels) {
      expect(level).toMatchObject({ kind: 'choice', required: true, followUp: true });
      expect(labels(level)).toEqual(LEVELS);
    }
  });

  test('[D45 part] asks for one of the four ranks, at work and as a member', () => {
    const ranks = LEADER.steps.slice(-2);
    expect(ranks.map(vietnamese)).toEqual(['Xếp loại cán bộ, công chức, viên chức', 'Xếp loại đảng viên']);
    expect(ranks.map(labels)).toEqual([RANKS, RANKS]);
    // Alone it bears no number, as there is no other.
    expect(MEMBER.steps.at(-1)).toMatchObject({ id: 'member-rank', required: true });
    expect(MEMBER.steps.at(-1)?.heading).toEqual({
      vi: 'Xếp loại đảng viên',
      en: 'Proposed rank as Party member',
    });
  });

  test('takes next year’s commitments as separate items', () => {
    expect(stepOf(MEMBER, 'next-commitments')).toMatchObject({ kind: 'list', required: false });
  });

  test('leaves out only what the plan asks "if any", and what is kept for next year', () => {
    const optional = LEADER.steps.filter(({ required }) => !required).map(({ id }) => id);
    expect(optional).toEqual(['commitment-evidence', 'collective-share', 'next-commitments']);
  });

  test('stays short: the questions that are numbered', () => {
    const count = (steps: readonly Step[]) => steps.filter(isNumbered).length;
    expect([MEMBER, LEADER, EMPLOYEE].map(({ steps }) => count(steps))).toEqual([20, 24, 22]);
    expect(count(flowOf(['member']).steps)).toBe(17);
  });
});

describe('the pack', () => {
  test('[D46 part] can be copied, changed and loaded without touching code', () => {
    const texts = 'heading: { vi: An toàn, en: Safety }, prompt: { vi: Mấy sự cố?, en: How many incidents? }';
    const safety = `        - { id: safety, kind: number, min: 0, max: 365, ${texts} }\n`;
    const changed = PLAN_58.replace('id: plan-58-2018', 'id: chi-bo-ky-thuat')
      .replace('label: { vi: Kém, en: Poor }', 'label: { vi: Yếu, en: Weak }')
      .replace('        - id: directions\n', (question) => `${safety}${question}`);
    const flow = compileSelfReview(packFrom(changed), subject(SOME));
    expect(idsOf(flow)).toEqual(idsOf(MEMBER).toSpliced(idsOf(MEMBER).indexOf('directions'), 0, 'safety'));
    expect(labels(stepOf(flow, 'signs/conduct-level'))).toEqual(['Xuất sắc', 'Tốt', 'Trung bình', 'Yếu']);
    expect(stepOf(flow, 'safety')).toMatchObject({ kind: 'number', max: 365 });
    expect(flow.version).not.toBe(MEMBER.version);
  });

  test('[D56 part] [D34 part] has its meetings at the end of the year and its papers before 20/12', () => {
    expect(PACK.dates.papersBefore).toBe('12-20');
    expect(PACK.dates.meetingsFrom >= '11-15').toBe(true);
  });

  test('[D31 part] has drafts due at least 3 working days before the first meeting, in every year', () => {
    const { draftsDue, meetingsFrom } = PACK.dates;
    for (let year = 2018; year < 2050; year += 1) {
      let workingDays = 0;
      for (
        let day = Date.parse(`${year}-${draftsDue}`);
        day < Date.parse(`${year}-${meetingsFrom}`);
        day += DAY
      ) {
        if (new Date(day).getUTCDay() % 6 !== 0) workingDays += 1;
      }
      expect(workingDays).toBeGreaterThanOrEqual(3);
    }
  });

  test('names the place in the plan or the form for every question', () => {
    const all = QUESTIONS.flatMap((question) => [question, ...(question.followUps ?? [])]);
    expect(all.filter(({ source }) => !/^(II\.A\.3\.2|Mẫu 2, )/.test(source ?? ''))).toEqual([]);
  });

  test('speaks plain Vietnamese and plain English, short enough for a phone', () => {
    const asked = [...LEADER.steps, ...EMPLOYEE.steps, ...flowOf(['leader']).steps];
    const texts = asked.flatMap(({ prompt, help }): Text[] => [prompt, help ?? prompt]);
    const options = asked.flatMap((step) => ('options' in step ? step.options : []));
    const lines = [...asked.map(({ heading }) => heading), ...options.map(({ label }) => label)];
    // The items above are Vietnamese in both languages.
    const english = [...texts, ...lines].map(({ en }) => en.replace(/Việc \d|Đảng ủy/g, ''));
    expect(english.filter((text) => /[\u0300-\u036fđăâêôơư]/i.test(text.normalize('NFD')))).toEqual([]);
    expect(texts.filter(({ vi }) => vi.length > 400)).toEqual([]);
    expect(lines.filter(({ vi }) => vi.length > 100)).toEqual([]);
  });
});
