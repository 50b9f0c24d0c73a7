import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldWord } from '../../../flows/answers/normalize.ts';
import { createCandidates, toCandidate } from '../../../flows/answers/pick.ts';
import type { Candidate } from '../../../flows/forms/definition.ts';
import { flowOf, pickStep, type Talk, talkTo, textStep } from '../../support/flows.ts';

const PEOPLE = [
  ['P01', 'Nguyễn Văn An', 'Chi bộ Kỹ thuật'],
  ['P02', 'Nguyễn Văn Ân', 'Chi bộ Kỹ thuật'],
  ['P03', 'Trần Thị Bình', 'Chi bộ Tham mưu'],
  ['P04', 'Trần Thị Bình', 'Tổ đảng Kinh doanh'],
  ['007', 'Đỗ Mạnh Hùng', 'Tổ đảng Kinh doanh'],
  ['12', 'Lê Thị Kỹ', 'Chi bộ Tham mưu'],
].map(([id = '', name = '', place = '']) => toCandidate({ id, name, place }));

const among = createCandidates(() => PEOPLE);
const idsOf = (text: string) => among.find(text).map(({ id }) => id);

describe('a text means only one', () => {
  test.each([
    ['P03', 'P03'],
    ['  p03 ạ.', 'P03'],
    ['Ｐ０３'.normalize('NFKC'), 'P03'],
    ['mã 007', '007'],
    ['mã 12', '12'],
    ['007', '007'],
    ['Đỗ Mạnh Hùng', '007'],
    ['do manh hung', '007'],
    ['ĐỖ MẠNH HÙNG'.normalize('NFD'), '007'],
  ])('by %j', (text, id) => {
    expect(among.certain(text)?.id).toBe(id);
  });

  test.each([
    ['a beginning', 'Đỗ Mạnh'],
    ['another tone', 'Đỗ Mạnh Hừng'],
    ['a name that two have', 'Trần Thị Bình'],
    ['a name that two have, but for a diacritic', 'Nguyen Van An'],
    ['the name of a place', 'Tổ đảng Kinh doanh'],
    ['a part of a code', 'P0'],
    ['nothing', ' '],
  ])('but not by %s', (_what, text) => {
    expect(among.certain(text)).toBeUndefined();
  });
});

test('a search finds by the beginnings of words in name, code and place, those of the name first', () => {
  expect(idsOf('')).toEqual(PEOPLE.map(({ id }) => id));
  expect(idsOf('ky')).toEqual(['12', 'P01', 'P02']);
  expect(idsOf('binh kinh doanh')).toEqual(['P04']);
  expect(idsOf('tran b')).toEqual(['P03', 'P04']);
  expect(idsOf('p0')).toEqual(['P01', 'P02', 'P03', 'P04']);
  expect(idsOf('inh')).toEqual([]);
  expect(idsOf('không ai')).toEqual([]);
});

const MANY = Array.from({ length: 20 }, (_, index) =>
  toCandidate({ id: `M${index + 1}`, name: `Người Số ${index + 1}`, place: index < 10 ? 'Trước' : 'Sau' }),
);

function picking(all: readonly Candidate[] = MANY): Talk {
  return talkTo(flowOf([pickStep('who', { among: createCandidates(() => all) }), textStep('why')]));
}

const choicesOf = ({ outputs }: Talk) => {
  const last = outputs.at(-1);
  return last?.type === 'question' ? last.choices.map((one) => ('option' in one ? one.option : one.do)) : [];
};

describe('at a question that picks one of many', () => {
  test('a page of all is offered, other pages are turned to, and one is pressed', () => {
    const talk = picking();
    expect(choicesOf(talk)).toEqual(MANY.slice(0, 8).map(({ id }) => id));
    const [turn] = talk.outputs.at(-1)?.type === 'question' ? actionsOf(talk) : [];
    expect(turn).toEqual({ do: 'look', step: 'who', search: '', page: 1 });
    talk.press({ do: 'look', step: 'who', search: '', page: 99 });
    expect(choicesOf(talk)).toEqual(['M17', 'M18', 'M19', 'M20']);
    talk.press({ do: 'choose', step: 'who', option: 'M18' });
    expect(talk.answer('who')).toBe('M18');
    expect(talk.place()).toBe('why');
  });

  test('what is certain is taken, what is doubtful is asked, and what is not found is said', () => {
    const talk = picking().write('sau 1');
    expect(talk.answer('who')).toBeUndefined();
    expect(choicesOf(talk)[0]).toBe('M11');
    expect(talk.write('người nào đó').problem()).toBe('nothing-found');
    expect(talk.write('nguoi so 7').answer('who')).toBe('M7');
  });

  test('who is known and cannot be picked is named with the reason, beside others whose names are like theirs', () => {
    const away = ['Nguyễn Văn An', 'Trần Thị Bình', 'Trần Thị Cúc', 'Trần Thị Dung', 'Trần Văn Em'];
    const barred = away.map((name, at) => ({
      ...toCandidate({ id: `X${at}`, name, place: '' }),
      problem: name.endsWith('Em') ? 'pick-oneself' : 'pick-delegate-not-joined',
    }));
    const anh = toCandidate({ id: 'M1', name: 'Nguyễn Văn Anh', place: '' });
    const among = createCandidates(() => [anh, ...barred]);
    const talk = talkTo(flowOf([pickStep('who', { among })]));
    const told = () => {
      const last = talk.outputs.at(-1);
      return last !== undefined && 'problem' in last ? last.problem : undefined;
    };
    talk.write('mã X4');
    expect(told()).toEqual({ code: 'pick-oneself', details: { names: 'Trần Văn Em' } });
    talk.write('Trần');
    const names = 'Trần Thị Bình, Trần Thị Cúc, Trần Thị Dung';
    expect(told()).toEqual({ code: 'pick-delegate-not-joined', details: { names } });
    talk.write('nguyen van an');
    expect(told()).toMatchObject({ details: { names: 'Nguyễn Văn An' } });
    expect(choicesOf(talk)).toEqual(['M1']);
    talk.write('Nguyễn');
    expect([told(), choicesOf(talk)]).toEqual([undefined, ['M1']]);
    talk.write('Phạm');
    expect(told()).toMatchObject({ code: 'nothing-found' });
    expect(talk.write('👍').problem()).toBe('nothing-found');
  });

  test('one who is found alone, but not by a whole name, is asked about', () => {
    const talk = picking().write('so 17');
    expect(choicesOf(talk)).toEqual(['M17']);
    expect(talk.answer('who')).toBeUndefined();
    expect(actionsOf(talk)[0]).toEqual({ do: 'look', step: 'who', search: '', page: 0 });
  });

  test('secrets, long texts and the rest of a cut text are neither looked for nor kept', () => {
    const talk = picking();
    expect(talk.write('TỐI MẬT').problem()).toBe('secret');
    expect(talk.write('x'.repeat(101)).problem()).toBe('search-too-long');
    expect(JSON.stringify(talk.outputs)).not.toContain('xxx');
    expect(talk.writeRest('M7').answer('who')).toBeUndefined();
  });

  test('a message without a word is not taken for a search of all', () => {
    expect(picking().write('\n').problem()).toBe('nothing-found');
    expect(picking().write('👍').problem()).toBe('nothing-found');
  });

  test('somebody who is no longer there has to be picked anew before it is handed in', () => {
    const talk = picking().write('M7', 'Lý do.');
    talk.upgrade(
      flowOf([pickStep('who', { among: createCandidates(() => MANY.slice(10)) }), textStep('why')], 'v2'),
    );
    talk.press('next', 'submit');
    expect(talk.submitted).toEqual([]);
    talk.press({ do: 'edit', step: 'who' }).write('M12').press('submit');
    expect(talk.submitted.map(({ answers }) => answers[0]?.[1])).toMatchObject([{ value: 'M12' }]);
  });
});

function actionsOf({ outputs }: Talk) {
  const last = outputs.at(-1);
  return last !== undefined && 'actions' in last ? last.actions : [];
}

const word = fc.constantFrom('An', 'Ân', 'Bình', 'Đỗ', 'Đo', 'Hùng', 'Ế', 'Lê', 'Y', 'Nguyễn', '12', 'Kỹ');
const candidates = fc
  .uniqueArray(
    fc.record({
      id: fc.oneof(
        fc.constantFrom('007', '7', 'P1', 'p1', 'An'),
        fc.stringMatching(/^[A-Z]{1,2}[0-9]{1,3}$/),
      ),
      name: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
      place: fc.array(word, { maxLength: 2 }).map((words) => words.join(' ')),
    }),
    { selector: ({ id }) => id, maxLength: 30 },
  )
  .map((all) => all.map(toCandidate));
const typed = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
  fc.string({ maxLength: 12 }),
);

test('whoever is taken without being asked about is found, and nobody else has that code or, by any letters, that name', () => {
  fc.assert(
    fc.property(candidates, typed, (all, text) => {
      const list = createCandidates(() => all);
      const certain = list.certain(text);
      if (certain === undefined) return;
      expect(list.find(certain.id).map(({ id }) => id)).toContain(certain.id);
      const folded = foldWord(text.replace(/[\p{P}\p{S}\p{C}\s]+/gu, ' '));
      const others = all.filter(({ id }) => id !== certain.id);
      const meant = others.filter(({ id, name }) => [foldWord(id), foldWord(name)].includes(folded));
      expect(meant.map(({ id }) => id)).toEqual([]);
    }),
  );
});

test('each one is reached by the whole code or name, at once or among those that are shown', () => {
  fc.assert(
    fc.property(candidates, (all) => {
      const list = createCandidates(() => all);
      for (const { id, name } of all) {
        for (const text of [id, name, foldWord(name), name.toUpperCase(), name.normalize('NFD')]) {
          const reached = [list.certain(text), ...list.find(text)].map((one) => one?.id);
          expect(reached).toContain(id);
        }
      }
    }),
  );
});

test('the pages of a search have each one that is found exactly once', () => {
  fc.assert(
    fc.property(candidates, typed, (all, text) => {
      const list = createCandidates(() => all);
      const found = list.find(text).map(({ id }) => id);
      const talk = picking(all);
      const seen: unknown[] = [];
      const pages = Math.max(1, Math.ceil(found.length / 8));
      for (let page = 0; page < pages; page += 1) {
        talk.press({ do: 'look', step: 'who', search: text, page });
        seen.push(...choicesOf(talk));
      }
      expect(seen).toEqual(found);
    }),
  );
});
