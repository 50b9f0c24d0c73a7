import { expect, test } from 'vitest';
import { toChange } from '../../../handlers/talk/conversation-change.ts';
import { begun } from '../../support/new-conversation.ts';

test('where a person stands is written only when it changes, or when they are told news', () => {
  const person = begun();
  const before = person.memory.conversation;
  const changeBy = (response: Parameters<typeof toChange>[0]) =>
    toChange(response, { before, update: 'u', outbox: [], now: new Date() }).head;
  const told = person.tell(
    {
      type: 'news',
      kind: 'difficulty-answered',
      choices: [],
      actions: [{ do: 'open', screen: 'home' }],
      news: true,
    },
    1,
  );
  expect(changeBy(told)).not.toBeNull();
  const answered = begun().write('một câu trả lời', 1);
  expect(changeBy({ ...answered, head: { ...(before.head ?? answered.head) } })).toBeNull();
  expect(changeBy({ ...answered, head: { ...answered.head, language: 'en' } })).not.toBeNull();
});
