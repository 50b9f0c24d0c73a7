import { afterEach, expect, inject, test } from 'vitest';
import { openSending } from '../../support/sending.ts';
import { waitUntil } from '../../support/wait-until.ts';

const opened: { close(): void }[] = [];

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

function open() {
  const sending = openSending(inject('redisUrl'));
  opened.push(sending);
  return sending;
}

type Process = ReturnType<ReturnType<typeof open>['openProcess']>;

/** Joins those that send. */
async function join(...processes: readonly Process[]): Promise<void> {
  for (const { look } of processes) await look();
}

/** The operating system closes the connections of a process that is killed. */
function die({ line }: Process): void {
  line.disconnect();
}

/** Lets a process look until something was said. */
async function lookUntilSaid(sent: readonly string[], chat: string, { look }: Process): Promise<void> {
  await waitUntil(`${chat} is said`, async () => {
    await look();
    return sent.includes(chat);
  });
}

test('what a process had committed when it was killed is sent by another one, long before it is due', async () => {
  const { openProcess, sent } = open();
  const [dead, other] = [openProcess(), openProcess()];
  await join(dead, other);
  for (const number of [1, 2, 3]) await dead.commit(`A${number}`, `reply ${number}`);
  die(dead);
  await lookUntilSaid(sent, 'reply 3', other);
  await waitUntil('all is said', () => sent.length === 3);
  expect(sent.toSorted()).toEqual(['reply 1', 'reply 2', 'reply 3']);
  expect(await other.senders.look()).toEqual({ isSeen: true, dead: [] });
});

test('the only process that sends takes up what it left, once it is started again', async () => {
  const { openProcess, sent } = open();
  const dead = openProcess();
  await join(dead);
  await dead.commit('A1', 'before the kill');
  die(dead);
  const restarted = openProcess();
  expect((await restarted.commit('A1', 'after it')).waiting).toBe('elsewhere');
  await lookUntilSaid(sent, 'after it', restarted);
  expect(sent).toEqual(['before the kill', 'after it']);
});

test('a process that is busy, and gives no sign while its connection stands, is not taken for dead', async () => {
  const { openProcess, sent } = open();
  const [busy, dead, other] = [openProcess(), openProcess(), openProcess()];
  await join(busy, dead, other);
  const delivery = await busy.commit('A1', 'by the busy one');
  await dead.commit('A2', 'by the dead one');
  die(dead);
  // Both have been silent for the same time when one of them is found to be dead.
  await lookUntilSaid(sent, 'by the dead one', other);
  expect(sent).toEqual(['by the dead one']);
  await busy.deliver('A1', { ...delivery, behind: false });
  expect(sent).toEqual(['by the dead one', 'by the busy one']);
  expect(await other.store.waiting('A1')).toEqual([]);
});

test('whoever was cut off and taken over does not say on what another has said', async () => {
  const { openProcess, sent } = open();
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
  const cutOff = openProcess({
    send: ({ chat }) => (chat === 'one' ? first.promise : Promise.resolve('')),
    // It reads on only when the other one has begun.
    waiting: (person) => second.promise.then(() => other.store.waiting(person)),
  });
  const gate = Promise.withResolvers<string>();
  const other = openProcess({ send: ({ chat }) => (chat === 'three' ? gate.promise : Promise.resolve('')) });
  await join(cutOff, other);
  const deliveries = [cutOff.deliver('A1', { ...(await cutOff.commit('A1', 'one')), behind: false })];
  for (const chat of ['two', 'three'])
    deliveries.push(cutOff.deliver('A1', { ...(await cutOff.commit('A1', chat)), behind: false }));
  die(cutOff);
  await lookUntilSaid(sent, 'two', other);
  first.resolve('');
  second.resolve();
  await Promise.all(deliveries);
  gate.resolve('');
  await waitUntil('the rest is said', () => sent.includes('three'));
  await waitUntil('all is settled', async () => (await other.store.waiting('A1'))?.length === 0);
  // The first was on its way already; of what follows nothing is said twice.
  expect(sent.toSorted()).toEqual(['one', 'one', 'three', 'two']);
});

test('a sender that lost its line for a moment is seen again, and is not taken over', async () => {
  const { openProcess, sent, redis, prefix } = open();
  const [one, dead, other] = [openProcess(), openProcess(), openProcess()];
  await join(one, dead, other);
  await one.commit('A1', 'alive');
  await dead.commit('A2', 'dead');
  one.line.disconnect(true);
  await waitUntil('the line is cut', async () => (await one.senders.look()).isSeen === false);
  await one.look();
  die(dead);
  await lookUntilSaid(sent, 'dead', other);
  expect(sent).toEqual(['dead']);
  const [, subscribers] = await redis.pubsub('NUMSUB', `${prefix}sender:${one.store.sender}`);
  expect(subscribers).toBe(1);
});

test.each([
  ['ahead', 86_400_000],
  ['back', -86_400_000],
])('a clock of Redis that jumped %s makes nobody dead who lives', async (_way, byMs) => {
  const { openProcess, sent, redis, prefix } = open();
  const [living, dead, other] = [openProcess(), openProcess(), openProcess()];
  await join(living, dead, other);
  await living.commit('A1', 'alive');
  await dead.commit('A2', 'dead');
  die(dead);
  living.line.disconnect();
  const senders = `${prefix}senders`;
  for (const { store } of [living, dead, other]) await redis.zincrby(senders, -byMs, store.sender);
  await other.look();
  expect(sent).toEqual([]);
  await waitUntil('the dead one is found', async () => {
    await living.senders.look();
    await other.look();
    return sent.length > 0;
  });
  expect(sent).toEqual(['dead']);
});

test('what a process that stopped in order could not send is sent by another one at its next look', async () => {
  const { openProcess, sent } = open();
  const [leaving, other] = [openProcess(), openProcess()];
  await join(leaving, other);
  await leaving.commit('A1', 'left');
  await leaving.senders.leave();
  await other.look();
  await waitUntil('it is said', () => sent.length > 0);
  expect(sent).toEqual(['left']);
});

test('what a process took over is not forgotten if it dies right after its first look', async () => {
  const { openProcess, sent } = open();
  const first = openProcess();
  await join(first);
  await first.commit('A1', 'passed on');
  await first.senders.leave();
  const second = openProcess({ send: () => Promise.reject(new Error('the messenger is away')) });
  await second.look();
  await second.senders.leave();
  await lookUntilSaid(sent, 'passed on', openProcess());
  expect(sent).toEqual(['passed on']);
});

test('two processes that find the same one dead share what it left', async () => {
  const { openProcess, sent } = open();
  const [dead, ...others] = [openProcess(), openProcess(), openProcess()];
  await join(dead as Process, ...others);
  const people = Array.from({ length: 60 }, (_, number) => `B${number}`);
  for (const person of people) await dead?.commit(person, person);
  await dead?.senders.leave();
  await Promise.all(others.map(({ look }) => look()));
  await waitUntil('all is said', () => sent.length >= people.length);
  expect(sent.toSorted()).toEqual(people.toSorted());
});
