import { expect, test } from 'vitest';
import { createOwnAnswers, type Piece } from './own-answers.ts';

function fileAt(order: number): Piece {
  return { kind: 'file', value: `file-${order}`, joints: [], message: undefined, order, since: 0 };
}

test('a piece that was never taken leaves what came before and after it, and no change that could be undone', () => {
  const own = createOwnAnswers();
  const [first, refused, other] = [fileAt(1), fileAt(2), fileAt(3)];
  own.change('files', [first]);
  own.change('files', [first, refused]);
  own.change('more-files', [other]);
  own.refuse(refused);
  expect(own.all()).toEqual(
    new Map([
      ['files', [first]],
      ['more-files', [other]],
    ]),
  );
  own.undo();
  expect(own.piecesOf('more-files')).toEqual([]);
  expect(own.piecesOf('files')).toEqual([first]);
  own.undo();
  expect(own.piecesOf('files')).toEqual([]);
  expect(own.mayUndo()).toBe(false);
});

test('the last change may be what is refused', () => {
  const own = createOwnAnswers();
  const [first, refused] = [fileAt(1), fileAt(2)];
  own.change('files', [first]);
  own.change('files', [first, refused]);
  own.refuse(refused);
  expect(own.piecesOf('files')).toEqual([first]);
  own.undo();
  expect(own.piecesOf('files')).toEqual([]);
  expect(own.mayUndo()).toBe(false);
});
