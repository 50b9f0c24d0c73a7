import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { PACK_ISSUE_CODES, type PackIssue } from '../../../flows/packs/issues.ts';
import { loadPack } from '../../../flows/packs/load.ts';
import { LARGEST_FILE } from '../../../flows/packs/source.ts';
import { INHERITING_PACK, PLAN_58, packFrom, SAMPLE_PACK } from '../../support/packs.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MISTAKES: Mistake[] = parse(readFileSync(join(ROOT, 'test/fixtures/packs/mistakes.yaml'), 'utf8'));

interface Mistake extends Pick<PackIssue, 'code' | 'path'> {
  in?: 'inheriting';
  find: string;
  by: string;
  details?: PackIssue['details'];
}

/** Codes of files that are no edited sample; each has a test of its own below. */
const WHOLE_FILE_CODES = [
  'empty-file',
  'file-too-big',
  'missing-character',
  'not-a-pack',
  'several-documents',
  'when-not-asked',
];

/** What `inherits` can name; one of them has a mistake. */
const KNOWN = new Map([
  ['sample', { text: SAMPLE_PACK }],
  ['broken', { text: SAMPLE_PACK.replace('12-20', '12-31') }],
]);

function withMistake({ find, by, in: into }: Pick<Mistake, 'find' | 'by' | 'in'>): {
  text: string;
  line: number;
} {
  const right = into === 'inheriting' ? INHERITING_PACK : SAMPLE_PACK;
  if (!right.includes(find)) throw new Error(`not in the pack: ${find}`);
  const before = right.slice(0, right.indexOf(find));
  const marked = by.split('\n').findIndex((line) => line.includes('#!'));
  return { text: right.replace(find, () => by), line: before.split('\n').length + Math.max(marked, 0) };
}

function issuesOf(text: string): PackIssue[] {
  const result = loadPack({ text }, KNOWN);
  return 'issues' in result ? result.issues : [];
}

function versionOf(text: string): string {
  return packFrom(text).version;
}

describe('a right pack', () => {
  test('is loaded with what it leaves out filled in', () => {
    const result = loadPack({ text: SAMPLE_PACK });
    expect(result).toMatchObject({
      pack: { id: 'sample', forms: [{ id: 'review', title: { vi: 'BẢN TỰ KIỂM ĐIỂM' } }] },
    });
    const [picked] = 'pack' in result ? (result.pack.forms[0]?.sections[0]?.questions ?? []) : [];
    expect(picked).toMatchObject({
      required: true,
      min: 1,
      max: 40,
      followUps: [{ long: true, max: 20_000 }],
    });
  });

  test('has a version that follows its content, not its layout', () => {
    const version = versionOf(SAMPLE_PACK);
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(versionOf(`# a comment\n${SAMPLE_PACK.replaceAll('\n', '\r\n')}`)).toBe(version);
    expect(versionOf(SAMPLE_PACK.replace('format: 2\nid: sample', 'id: sample\nformat: 2'))).toBe(version);
    expect(versionOf(SAMPLE_PACK.replace('Vì sao?', 'Tại sao?'))).not.toBe(version);
    expect(versionOf(SAMPLE_PACK.replace('12-05', '12-06'))).not.toBe(version);
  });

  test('has another version when one of its papers is another one, or more', () => {
    const versionWith = (...papers: { name: string; hash: string }[]) => {
      const result = loadPack({ text: SAMPLE_PACK, papers });
      return 'pack' in result ? result.pack.version : '';
    };
    const [one, other] = [
      { name: 'a.docx', hash: '1' },
      { name: 'b.docx', hash: '2' },
    ];
    const versions = [[], [one], [{ ...one, hash: '3' }], [{ ...one, name: 'c.docx' }], [one, other]];
    expect(new Set(versions.map((papers) => versionWith(...papers))).size).toBe(versions.length);
    expect(versionWith(other, one)).toBe(versionWith(one, other));
    expect(versionWith()).toBe(versionOf(SAMPLE_PACK));
  });

  test('reads decomposed Vietnamese as the same letters', () => {
    expect(SAMPLE_PACK.normalize('NFD')).not.toBe(SAMPLE_PACK);
    expect(versionOf(SAMPLE_PACK.normalize('NFD'))).toBe(versionOf(SAMPLE_PACK));
  });

  test('may begin with a byte order mark', () => {
    expect(versionOf(`\uFEFF${SAMPLE_PACK}`)).toBe(versionOf(SAMPLE_PACK));
  });
});

describe('[D46 part] a mistake in a pack is told by its path and line', () => {
  test.each(MISTAKES)('$code at $path $in', (mistake) => {
    const { text, line } = withMistake(mistake);
    const issues = issuesOf(text);
    const told = issues.map((issue) => `${issue.line} ${issue.path} ${issue.code}`);
    const isSyntax = mistake.path === '';
    expect(isSyntax ? told.slice(0, 1) : told).toEqual([`${line} ${mistake.path} ${mistake.code}`]);
    if (mistake.details !== undefined) expect(issues[0]?.details).toEqual(mistake.details);
  });

  test('with the column of the value, or of the key when the key is wrong', () => {
    const value = issuesOf(SAMPLE_PACK.replace('title: { vi: Kỳ mẫu', "title: { vi: ''"));
    const key = issuesOf(SAMPLE_PACK.replace('title: { vi: Kỳ mẫu', 'title: { fr: x, vi: Kỳ'));
    expect(value).toMatchObject([{ path: 'title.vi', column: 'title: { vi: '.length + 1 }]);
    expect(key).toMatchObject([{ path: 'title.fr', column: 'title: { '.length + 1 }]);
  });

  test('of a key that is written twice is looked for in the one that counts, the last', () => {
    const issues = issuesOf(SAMPLE_PACK.replace('source: Thử', "source: Thử\nsource: ''"));
    expect(issues.map(({ line, code }) => `${line} ${code}`)).toEqual(['6 duplicate-key', '6 empty-text']);
  });

  test.each([
    ['asks only leaders', 'for: [leader]', ''],
    ['asks only Party members', 'for: [member]', ''],
    ['asks Party members, while leaders need not be any', 'for: [member]', 'for: [leader]'],
    ['asks leaders, who are not all public employees', 'for: [leader]', 'for: [public-employee]'],
    ['is asked only of those without remedies', 'ifNone: remedies', ''],
    ['is asked only of those without remedies', 'ifNone: remedies', 'ifNone: suggestions'],
  ])('when the condition names a question that %s', (_why, asked, asking) => {
    const text = withTwoQuestions({ asked, asking });
    expect(issuesOf(text)).toMatchObject([
      {
        code: 'when-not-asked',
        path: 'forms[0].sections[0].questions[3].when.answer',
        details: { question: 'one' },
      },
    ]);
  });

  test.each([
    ['for: [member]', 'for: [member]'],
    ['', 'for: [leader]'],
    ['for: [leader, public-employee]', 'for: [leader]'],
    ['ifNone: remedies', 'ifNone: remedies'],
  ])('but not when everyone asked is asked the other one too: %s / %s', (asked, asking) => {
    expect(issuesOf(withTwoQuestions({ asked, asking }))).toEqual([]);
  });

  test('in a second document, an unfinished bracket, an empty file, a huge file', () => {
    expect(issuesOf(`${SAMPLE_PACK}---\nid: x\n`)).toMatchObject([{ code: 'several-documents' }]);
    expect(issuesOf('format: 2\nlevels: [{ id: high }\n')).toMatchObject([
      { code: 'missing-character', line: 3 },
    ]);
    expect(issuesOf('# only a comment\n')).toMatchObject([{ code: 'empty-file', line: 1, column: 1 }]);
    const huge = `${SAMPLE_PACK}#${'ạ'.repeat(LARGEST_FILE / 3)}`;
    expect(huge.length).toBeLessThan(LARGEST_FILE);
    expect(issuesOf(huge)).toMatchObject([{ code: 'file-too-big', details: { limit: LARGEST_FILE } }]);
  });

  test.each([104, 78, 77, 145])('a Tab before line %s is one mistake, told at its line', (line) => {
    const lines = PLAN_58.split('\n');
    lines[line - 1] = `\t${(lines[line - 1] ?? '').trimStart()}`;
    expect(issuesOf(lines.join('\n'))).toEqual([
      { path: '', line, column: 1, code: 'tab-indent', details: { lines: String(line) } },
    ]);
  });

  test('several lines with a Tab are told at once', () => {
    const lines = PLAN_58.split('\n').map((line, at) => (at >= 75 && at < 80 ? `\t${line.trim()}` : line));
    expect(issuesOf(lines.join('\n'))).toMatchObject([
      { line: 76, code: 'tab-indent', details: { lines: '76, 77, 78, 79, 80' } },
    ]);
  });

  test('one broken line is one mistake, which quotes the line and no parser', () => {
    const broken = PLAN_58.replace('heading: { vi: Tư tưởng', 'heading: { vi: "Tư tưởng');
    expect(issuesOf(broken)).toHaveLength(1);
    const [colon] = issuesOf(SAMPLE_PACK.replace('source: Thử', 'source: Kế hoạch: 58'));
    expect(colon).toMatchObject({ line: 5, code: 'syntax', details: { text: 'source: Kế hoạch: 58' } });
  });

  test('all in one pass, in the order of the lines', () => {
    const edits = [
      ['id: sample', 'id: Một kỳ'],
      ['source: Thử', 'source:'],
      ['11-01', '02-30'],
      ['12-20', '12-31'],
      ['id: low', 'id: high'],
      ['kind: choices', 'kind: chooses'],
      ['is: [sign]', 'isnt: [sing]'],
      ['for: [leader]', 'for: [boss]\n          hepl: x'],
      ['"Cam kết: {text}"', '"Cam kết: {txt}"'],
    ] as const;
    const text = edits.reduce((file, [before, after]) => file.replace(before, after), SAMPLE_PACK);
    const question = 'forms[0].sections[0].questions';
    expect(issuesOf(text).map(({ path, code }) => `${path} ${code}`)).toEqual([
      'id bad-id',
      'source missing',
      'dates.opening bad-day',
      'dates.papersBefore papers-too-late',
      'levels.options[1].id duplicate-id',
      `${question}[0].kind not-one-of`,
      `${question}[0].followUps[0].when bad-condition`,
      `${question}[0].followUps[0].when.answer when-without-options`,
      `${question}[1].for[0] not-one-of`,
      `${question}[1].hepl unknown-key`,
      `${question}[1].prompt.vi unknown-placeholder`,
      `${question}[1].prompt.vi for-each-without-text`,
    ]);
  });
});

describe('a hostile or broken file', () => {
  test('of aliases that multiply is refused at once', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `k${n}: &a${n} [${`*a${n - 1}, `.repeat(n === 0 ? 0 : 9)}x]`,
    );
    const started = performance.now();
    expect(issuesOf(levels.join('\n'))).toMatchObject([{ code: 'too-many-aliases' }]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('never throws, and never points outside of the file', () => {
    const lines = PLAN_58.split('\n');
    const anyLine = fc.nat(lines.length - 1);
    const damage = fc.tuple(anyLine, fc.string({ unit: 'grapheme', maxLength: 20 }), fc.boolean());
    const property = fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      const damaged = [...lines];
      for (const [line, junk, isAdded] of damages) damaged[line] = isAdded ? `${damaged[line]}${junk}` : junk;
      for (const { line, column } of issuesOf(damaged.join('\n'))) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length + 80);
        expect(column).toBeGreaterThanOrEqual(1);
      }
    });
    fc.assert(property, { numRuns: 60 });
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => issuesOf(text).length > 0));
  });
});

describe('the sentences of mistakes', () => {
  test.each(['vi', 'en'])('exist in %s for every code, and fill in only what is given', (language) => {
    const file = readFileSync(join(ROOT, `locales/${language}/pack.json`), 'utf8');
    const { issues: sentences }: { issues: Record<string, string> } = JSON.parse(file);
    expect(Object.keys(sentences)).toEqual([...PACK_ISSUE_CODES]);
    for (const mistake of MISTAKES) {
      const [issue] = issuesOf(withMistake(mistake).text);
      const names = Array.from(
        (sentences[mistake.code] ?? '').matchAll(/\{\{(\w+)\}\}/g),
        ([, name]) => name ?? '',
      );
      expect(Object.keys(issue?.details ?? {}), mistake.code).toEqual(expect.arrayContaining(names));
    }
  });

  test('are each shown by a test above', () => {
    const shown = new Set([...MISTAKES.map(({ code }) => code), ...WHOLE_FILE_CODES]);
    expect([...shown].sort()).toEqual([...PACK_ISSUE_CODES].sort());
  });
});

function withTwoQuestions({ asked, asking }: { asked: string; asking: string }): string {
  const texts = 'heading: { vi: Hỏi, en: Ask }\n          prompt: { vi: Hỏi?, en: Ask? }';
  const question = (id: string, lines: string[]) =>
    ['', `        - id: ${id}`, ...[texts, ...lines].filter(Boolean).map((line) => `          ${line}`)].join(
      '\n',
    );
  const one = question('one', ['kind: level', asked]);
  const two = question('two', ['kind: text', asking, 'when: { answer: one, is: [high] }']);
  return `${SAMPLE_PACK.trimEnd()}${one}${two}\n`;
}
