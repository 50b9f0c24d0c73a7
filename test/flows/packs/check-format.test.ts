import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPack } from '../../../flows/packs/load.ts';
import { INHERITING_PACK, SAMPLE_PACK } from '../../support/packs.ts';

const OLD = readFileSync(join(import.meta.dirname, '../../fixtures/packs/format-1.yaml'), 'utf8');

function issuesOf(text: string): string[] {
  const result = loadPack({ text }, new Map([['sample', { text: SAMPLE_PACK }]]));
  const issues = 'issues' in result ? result.issues : [];
  return issues.map(({ line, path, code }) => `${line} ${path} ${code}`);
}

describe('a file in another format is one mistake, however much of it is different:', () => {
  test('a cycle file of the old kind', () => {
    expect(issuesOf(OLD)).toEqual(['1 format old-format']);
    expect(issuesOf(`# the year of 2025\n\n${OLD}\nsource: Thử\n`)).toEqual(['3 format old-format']);
  });

  test.each([
    ['a newer one', 'format: 3', 'newer-format'],
    ['a newer one, with a key that is not known here', 'format: 12\nstages: []', 'newer-format'],
    ['one before the first', 'format: 0', 'old-format'],
    ['a word', 'format: hai', 'unknown-format'],
    ['a number in quotes', "format: '2'", 'unknown-format'],
    ['half a number', 'format: 1.5', 'unknown-format'],
    ['a list', 'format: [2]', 'unknown-format'],
  ])('%s', (_what, by, code) => {
    const broken = SAMPLE_PACK.replace('format: 2', by).replace('source: Thử', 'sourse: Thử');
    expect(issuesOf(broken)).toEqual([`2 format ${code}`]);
    expect(issuesOf(INHERITING_PACK.replace('format: 2', by))).toEqual([`2 format ${code}`]);
  });

  test('a file that is no pack at all', () => {
    expect(issuesOf('services:\n  redis:\n    image: x\nvolumes: {}\n')).toEqual(['1  not-a-pack']);
  });
});

test('a pack in which only the format was forgotten is told with its other mistakes', () => {
  const forgotten = SAMPLE_PACK.replace('format: 2\n', '').replace('source: Thử', 'source:');
  expect(issuesOf(forgotten)).toEqual(['2 format missing', '4 source missing']);
});
