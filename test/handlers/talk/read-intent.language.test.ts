import { describe, expect, test } from 'vitest';
import { flowOf, textStep } from '../../support/flows.ts';
import { beginReview, type Person } from '../../support/person.ts';

const REVIEW = flowOf([textStep('politics'), textStep('more')]);

function lastSay(person: Person): unknown {
  return person.said().at(-1);
}

describe('a language by its name', () => {
  test.each(['english', 'English', 'tiếng anh', 'Tieng Anh ạ'])(
    'is chosen at the languages, at home and where help is shown: %j',
    (typed) => {
      for (const card of ['ngôn ngữ', 'menu', 'trợ giúp']) {
        const person = beginReview(REVIEW);
        person.write(card);
        expect(person.write(typed).head.language).toBe('en');
        person.write(card);
        expect(person.write('tiếng việt').head.language).toBe('vi');
      }
    },
  );

  test('changes the language and not the place: what was begun is not opened from home', () => {
    const person = beginReview(REVIEW);
    person.write('menu');
    person.write('english');
    expect(lastSay(person)).toMatchObject({ type: 'screen', screen: 'home' });
    person.write('tiếp');
    person.write('ngôn ngữ');
    person.write('tiếng việt');
    expect(lastSay(person)).toMatchObject({ type: 'question', step: 'politics' });
  });

  test.each(['trợ giúp', 'menu, then trợ giúp'])('shows help again where it was: %s', (way) => {
    const person = beginReview(REVIEW);
    for (const word of way.split(', then ')) person.write(word);
    const { at } = person.write('english').head;
    expect(lastSay(person)).toMatchObject({ type: 'screen', screen: 'help' });
    expect(at).toEqual(way === 'trợ giúp' ? 'draft' : { screen: 'home' });
    expect(person.answers()).toEqual({});
  });

  test('is an answer at a question', () => {
    const person = beginReview(REVIEW);
    person.write('Tiếng Anh');
    expect(person.answer('politics')).toBe('Tiếng Anh');
  });
});
