import { expect, test } from 'vitest';
import { createClosings } from '../../../bot/compose/closings.ts';
import type { Log } from '../../../handlers/ports.ts';

interface Line {
  details: object;
  text: string;
}

function createLog(lines: Line[]): Log {
  const note = (details: object, text: string) => void lines.push({ details, text });
  return { info: note, warn: note, error: note };
}

function createRig(options: { withinMs?: number; finishWork?: () => Promise<void> } = {}) {
  const lines: Line[] = [];
  const closed: string[] = [];
  const closings = createClosings({
    log: createLog(lines),
    finishWork: options.finishWork ?? (async () => undefined),
    ...(options.withinMs === undefined ? {} : { withinMs: options.withinMs }),
  });
  const open = (name: string) => closings.add(name, async () => void closed.push(name));
  return { closings, closed, lines, open };
}

test('what was opened last is closed first', async () => {
  const { closings, closed, open } = createRig();
  for (const name of ['database', 'queue', 'server']) open(name);
  await closings.closeAll();
  expect(closed).toEqual(['server', 'queue', 'database']);
});

test('one that fails is logged by its name, and all others are closed', async () => {
  const { closings, closed, lines, open } = createRig();
  const reason = new Error('the connection is gone');
  open('database');
  closings.add('queue', () => Promise.reject(reason));
  open('server');
  await closings.closeAll();
  expect(closed).toEqual(['server', 'database']);
  expect(lines).toEqual([{ details: { err: reason, part: 'queue' }, text: 'A part did not close' }]);
});

test('one that throws at once keeps no other open either', async () => {
  const { closings, closed, lines, open } = createRig();
  open('database');
  closings.add('queue', () => {
    throw new Error('never opened');
  });
  await closings.closeAll();
  expect(closed).toEqual(['database']);
  expect(lines).toHaveLength(1);
});

test('work that is under way is finished after each closing, before what it may need is closed', async () => {
  const seen: string[] = [];
  const closings = createClosings({ log: createLog([]), finishWork: async () => void seen.push('work') });
  for (const name of ['database', 'channel']) closings.add(name, async () => void seen.push(name));
  await closings.closeAll();
  expect(seen).toEqual(['channel', 'work', 'database', 'work']);
});

test('closing a second time closes nothing twice, and waits for the first', async () => {
  const { closings, closed, open } = createRig();
  open('database');
  await Promise.all([closings.closeAll(), closings.closeAll()]);
  await closings.closeAll();
  expect(closed).toEqual(['database']);
});

test('one that never ends is given up, and that is logged as an error', async () => {
  const { closings, lines } = createRig({ withinMs: 1 });
  closings.add('database', () => new Promise(() => undefined));
  await closings.closeAll();
  expect(lines.map(({ text }) => text)).toEqual([
    'Stopping took too long; what is committed is taken up at the next start',
  ]);
});
