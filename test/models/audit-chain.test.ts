import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import {
  type AuditCheck,
  checkAuditEvents,
  formatAnchor,
  readChainEnd,
  sealAuditEvents,
} from '../../models/audit-chain.ts';
import { type AuditEvent, insertAuditEvent, readEvents } from '../../models/audit-event.ts';
import { listAuditedCommands } from '../../models/command.ts';
import { createKeyRing, generateKeyRing } from '../../models/store/encryption.ts';
import { officeForAll } from '../support/office.ts';
import { NOW, openOffice } from '../support/organisation.ts';

const EVENTS = 25;
const MUTATIONS = 100;
/** Places of the chain, as a seeded walk over them: a failure can be looked at again. */
let step = 0;

const office = officeForAll([]);

function random(below: number): number {
  step = (Math.imul(step, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
  return (step >>> 8) % below;
}

async function act(id: string): Promise<void> {
  const { database } = office;
  const actor = { kind: 'operator', user: 'quantri', host: 'may-chu' } as const;
  const facts = { cycle: 'DB-2026', number: random(1_000) };
  const entry = {
    _id: id,
    kind: 'cycle-opened',
    at: NOW,
    actor,
    people: ['P1', 'P2'],
    facts,
    contents: { a: 'b' },
  };
  await database.transaction(async (session) => {
    const outcome = { status: 'recorded', facts } as const;
    const command = { _id: id, v: 1, name: 'open-cycle', actor, at: NOW, outcome, audited: true } as const;
    await database.commands.create([command], { session });
    await insertAuditEvent(office, { entry, session });
  });
}

async function check(...anchors: string[]): Promise<AuditCheck> {
  const { database, keys } = office;
  const commands = await listAuditedCommands(database);
  return checkAuditEvents(keys, { events: readEvents(database), commands, anchors });
}

async function sealAll(): Promise<void> {
  while ((await sealAuditEvents(office, { most: 7 })) > 0);
}

test('events get their places in the chain, once, however many seal at once', {
  timeout: 90_000,
}, async () => {
  for (let index = 1; index <= EVENTS; index += 1) {
    await act(randomUUID());
    if (index % 5 === 0) await Promise.all([sealAll(), sealAll()]);
  }
  await sealAll();
  expect(await check()).toMatchObject({ end: { count: EVENTS }, waiting: 0, findings: [] });
  expect(await readChainEnd(office.database)).toEqual((await check()).end);
});

test('an event that waits for its place is counted, and nothing is wrong', async () => {
  await act(randomUUID());
  expect(await check()).toMatchObject({ waiting: 1, findings: [] });
  await sealAll();
});

test('the events are still whole after the key was changed', async () => {
  const ring = generateKeyRing();
  const old = createKeyRing(ring);
  const both = createKeyRing(`k2:${generateKeyRing().slice('k1:'.length)},${ring}`);
  const other = await openOffice(inject('mongodbUri'));
  try {
    const { database } = other;
    const actor = { kind: 'person', person: 'P1' } as const;
    for (const [at, keys] of [old, both].entries()) {
      const entry = { _id: `e${at}`, kind: 'k', at: NOW, actor, people: [], facts: {}, contents: {} };
      await database.transaction((session) => insertAuditEvent({ database, keys }, { entry, session }));
      await sealAuditEvents({ database, keys }, { most: 9 });
    }
    const known = { commands: new Set<string>(), anchors: [formatAnchor(old, await readChainEnd(database))] };
    expect((await checkAuditEvents(both, { ...known, events: readEvents(database) })).findings).toEqual([]);
    const foreign = createKeyRing(generateKeyRing());
    const findings = (await checkAuditEvents(foreign, { ...known, events: readEvents(database) })).findings;
    expect(findings.map(({ code }) => code)).toContain('changed');
  } finally {
    await other.database.close();
  }
});

describe(`${MUTATIONS} times, it is found that`, () => {
  let stored: AuditEvent[] = [];
  let anchor: string;

  beforeAll(async () => {
    stored = await office.database.auditEvents.find({}).sort({ seq: 1 }).lean();
    anchor = formatAnchor(office.keys, (await check()).end);
  });

  const pick = () => stored[random(stored.length)] as AuditEvent;

  /** What a check says of these events, in the order in which they would be read. */
  async function findIn(events: readonly object[], known: { commands?: string[]; anchors?: string[] } = {}) {
    const { commands = stored.map(({ _id }) => _id), anchors = [] } = known;
    const sealed = (events as AuditEvent[]).filter((event) => event.sealed);
    const inOrder = sealed.toSorted((one, other) => Number(one.seq) - Number(other.seq));
    const rest = (events as AuditEvent[]).filter((event) => !event.sealed);
    const checked = { events: iterate([...inOrder, ...rest]), commands: new Set(commands), anchors };
    return (await checkAuditEvents(office.keys, checked)).findings;
  }

  async function* iterate(events: readonly AuditEvent[]) {
    yield* events;
  }

  async function expectFound(mutate: () => { events: object[]; commands?: string[]; anchors?: string[] }) {
    expect(await findIn(stored, { anchors: [anchor] })).toEqual([]);
    for (let count = 0; count < MUTATIONS; count += 1) {
      const { events, ...known } = mutate();
      expect(await findIn(events, known), `mutation ${count}`).not.toEqual([]);
    }
  }

  const flip = (text: unknown) => `${String(text).startsWith('A') ? 'B' : 'A'}${String(text).slice(1)}`;

  test('an event was changed', async () => {
    const changes: readonly ((event: AuditEvent) => object)[] = [
      () => ({ _id: randomUUID() }),
      () => ({ kind: 'cycle-closed' }),
      ({ at }) => ({ at: new Date(at.getTime() + 1) }),
      () => ({ actor: { kind: 'operator', user: 'ai-do', host: 'may-chu' } }),
      ({ people }) => ({ people: people.slice(1) }),
      ({ facts }) => ({ facts: { ...facts, number: Number(facts.number) + 1 } }),
      () => ({ contents: { a: 'c' } }),
      () => ({ contents: {} }),
      ({ mac }) => ({ mac: flip(mac) }),
      ({ hash }) => ({ hash: flip(hash) }),
      ({ seq }) => ({ seq: Number(seq) + 0.5 }),
      () => ({ seq: 1_000 }),
      () => ({ sealed: false }),
      () => ({ v: 2 }),
      () => ({ more: 1 }),
    ];
    await expectFound(() => {
      const event = pick();
      const changed = { ...event, ...changes[random(changes.length)]?.(event) };
      return { events: stored.map((one) => (one === event ? changed : one)) };
    });
  });

  test('an event was deleted', async () => {
    await expectFound(() => {
      const event = pick();
      return { events: stored.filter((one) => one !== event) };
    });
  });

  test('an event was deleted together with its command', async () => {
    await expectFound(() => {
      const event = pick();
      const events = stored.filter((one) => one !== event);
      return { events, commands: events.map(({ _id }) => _id), anchors: [anchor] };
    });
  });

  test('two events were swapped', async () => {
    await expectFound(() => {
      const one = pick();
      const others = stored.filter((event) => event !== one);
      const other = others[random(others.length)] as AuditEvent;
      const takesHash = random(2) === 0;
      const placeOf = ({ seq, hash }: AuditEvent) => ({ seq, ...(takesHash ? { hash } : {}) });
      const swapped = [
        { ...one, ...placeOf(other) },
        { ...other, ...placeOf(one) },
      ];
      return { events: [...others.filter((event) => event !== other), ...swapped] };
    });
  });

  test('an event was inserted', async () => {
    await expectFound(() => {
      const places = [
        { sealed: false, seq: null, hash: null },
        { seq: stored.length + 1 },
        { seq: random(stored.length) + 0.5 },
      ];
      return { events: [...stored, { ...pick(), _id: randomUUID(), ...places[random(places.length)] }] };
    });
  });

  test('an event was written a second time', async () => {
    await expectFound(() => ({ events: [...stored, { ...pick(), seq: stored.length + 1 }] }));
  });

  test('the end was cut off with its commands, which only an anchor tells', async () => {
    await expectFound(() => {
      const events = stored.slice(0, random(stored.length));
      return { events, commands: events.map(({ _id }) => _id), anchors: [anchor] };
    });
    const events = stored.slice(0, 3);
    expect(await findIn(events, { commands: events.map(({ _id }) => _id) })).toEqual([]);
  });

  test('an anchor is of another log', async () => {
    await expectFound(() => {
      const [count = '', digest = ''] = anchor.split('.');
      const place = random(digest.length - 1);
      const wrong = `${digest.slice(0, place)}${flip(digest.slice(place))}`;
      return { events: stored, anchors: [`${count}.${wrong}`] };
    });
  });
});
