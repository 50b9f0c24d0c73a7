import { describe, expect, test } from 'vitest';
import { choiceStep, flowOf, plainStep, talkTo, textStep } from '../../support/flows.ts';

const LONG = 'Đơn vị chưa có tài liệu hướng dẫn.';
const whom = choiceStep('whom');
const withOneText = () => talkTo(flowOf([whom, textStep('difficulty'), plainStep('attachment', 'file')]));

describe('a long text where one is asked to choose', () => {
  test('is kept at the only question that is answered in writing, after what is there, and one is still asked to choose', () => {
    const talk = withOneText().write(LONG);
    expect(talk.place()).toBe('whom');
    expect(talk.outputs.at(-1)).toMatchObject({ type: 'question', step: 'whom', stored: 'difficulty' });
    talk.write(`Thêm nữa: ${LONG}`).write('yes');
    expect(talk.place()).toBe('difficulty');
    expect(talk.answer('difficulty')).toBe(`${LONG}\nThêm nữa: ${LONG}`);
    expect(talk.answer('whom')).toBe('yes');
  });

  test('is taken back by an undo, at the question that one stands at', () => {
    const talk = withOneText().write(LONG).press('undo');
    expect(talk.place()).toBe('whom');
    expect(talk.answer('difficulty')).toBeUndefined();
  });

  test('is not kept if it is no longer than an option, a secret, or could be for several questions', () => {
    expect(withOneText().write('ai').problem()).toBe('not-an-option');
    const secret = withOneText().write(`TUYỆT MẬT: ${LONG}`);
    expect(secret.problem()).toBe('secret');
    expect(secret.answer('difficulty')).toBeUndefined();
    const several = talkTo(flowOf([whom, textStep('difficulty'), textStep('wish')])).write(LONG);
    expect(several.problem()).toBe('not-an-option');
  });
});
