import type { ClientSession } from 'mongoose';
import { type AuditEvent, type AuditEvents, type Digests, eventDigests } from './audit-event.ts';
import type { Database } from './store/connection.ts';

/** The last event of the chain: how many there are up to it, and its hash. */
export interface ChainEnd {
  count: number;
  hash: string;
}

/**
 * A fault in the events. `changed`: an event is not as this program wrote it. `missing`: no event has this place in the
 * chain, or a command has no event. `moved`: an event does not follow the one before it.
 * `cut-off`: the chain is shorter than its anchor. `anchor-wrong`: the anchor belongs to another chain or keys.
 */
export interface AuditFinding {
  code: 'changed' | 'missing' | 'moved' | 'cut-off' | 'anchor-wrong';
  /** Id of the event or command, or the place in the chain. */
  where: string;
}

/** The result of a check. */
export interface AuditCheck {
  end: ChainEnd;
  /** Events that have no place in the chain yet. */
  waiting: number;
  findings: readonly AuditFinding[];
}

const START = 'start';

/**
 * Gives up to `most` waiting events their place in the chain, and returns how many. If two processes do so at once, one of
 * them waits for the other.
 */
export async function sealAuditEvents(
  { database, keys }: { database: Pick<Database, 'transaction'> & AuditEvents; keys: Digests },
  wish: { most: number },
): Promise<number> {
  // Usually no event is waiting, and this query costs less than a transaction.
  if ((await database.auditEvents.exists({ sealed: false })) === null) return 0;
  let count = 0;
  await database.transaction(async (session) => {
    const waiting = await database.auditEvents
      .find({ sealed: false })
      .sort({ at: 1, _id: 1 })
      .limit(wish.most)
      .session(session)
      .lean();
    count = waiting.length;
    if (count === 0) return;
    let end = await readChainEnd(database, session);
    const updates = waiting.map((event) => {
      const seq = end.count + 1;
      const hash = chainHashes(keys, { before: end.hash, seq, event })[0] as string;
      end = { count: seq, hash };
      return { updateOne: { filter: { _id: event._id }, update: { $set: { sealed: true, seq, hash } } } };
    });
    await database.auditEvents.bulkWrite(updates, { session });
  });
  return count;
}

/** The stored end of the chain, unchecked. */
export async function readChainEnd(database: AuditEvents, session?: ClientSession): Promise<ChainEnd> {
  const last = await database.auditEvents
    .findOne({ sealed: true })
    .sort({ seq: -1 })
    .session(session ?? null)
    .lean();
  return { count: last?.seq ?? 0, hash: last?.hash ?? START };
}

/** An anchor to be kept outside of the database: the length of the chain, and a keyed digest of its end. */
export function formatAnchor(keys: Digests, end: ChainEnd): string {
  return `${end.count}.${anchorDigests(keys, end)[0]}`;
}

/** How many events an anchor stands for; undefined if the text is not an anchor. */
export function countOfAnchor(anchor: string): number | undefined {
  const count = /^(\d{1,15})\.[\w-]{43}$/.exec(anchor)?.[1];
  return count === undefined ? undefined : Number(count);
}

/**
 * Checks every event, its place in the chain, that each audited command has its event, and that the chain reaches to
 * each anchor. `events` come as `readEvents` gives them.
 */
export async function checkAuditEvents(
  keys: Digests,
  stored: { events: AsyncIterable<AuditEvent>; commands: ReadonlySet<string>; anchors: readonly string[] },
): Promise<AuditCheck> {
  const findings: AuditFinding[] = [];
  const unseen = new Set(stored.commands);
  const hashes = new Map<number, string>([[0, START]]);
  const anchored = new Set(stored.anchors.map(countOfAnchor));
  let end: ChainEnd = { count: 0, hash: START };
  let waiting = 0;
  for await (const event of stored.events) {
    unseen.delete(event._id);
    if (!isAsWritten(keys, event)) findings.push({ code: 'changed', where: event._id });
    if (!event.sealed) {
      waiting += 1;
      continue;
    }
    const { code, next } = follow(keys, { end, event });
    if (code !== undefined) findings.push({ code, where: event._id });
    end = next;
    if (anchored.has(end.count)) hashes.set(end.count, end.hash);
  }
  findings.push(...[...unseen].map((where) => ({ code: 'missing' as const, where })));
  findings.push(...stored.anchors.flatMap((anchor) => checkAnchor(keys, { anchor, end, hashes })));
  return { end, waiting, findings };
}

function follow(keys: Digests, link: { end: ChainEnd; event: AuditEvent }) {
  const { end, event } = link;
  const next = { count: Number(event.seq), hash: String(event.hash) };
  const known = chainHashes(keys, { before: end.hash, seq: next.count, event });
  if (next.count !== end.count + 1) return { code: 'missing', next } as const;
  return known.includes(next.hash) ? { next } : ({ code: 'moved', next } as const);
}

function checkAnchor(
  keys: Digests,
  chain: { anchor: string; end: ChainEnd; hashes: ReadonlyMap<number, string> },
): AuditFinding[] {
  const count = countOfAnchor(chain.anchor);
  if (count === undefined) return [{ code: 'anchor-wrong', where: chain.anchor }];
  if (count > chain.end.count) return [{ code: 'cut-off', where: String(chain.end.count) }];
  const hash = chain.hashes.get(count) ?? '';
  const isRight = anchorDigests(keys, { count, hash }).some(
    (digest) => chain.anchor === `${count}.${digest}`,
  );
  return isRight ? [] : [{ code: 'anchor-wrong', where: chain.anchor }];
}

function isAsWritten(keys: Digests, event: AuditEvent): boolean {
  const hasPlace = event.seq !== null && event.hash !== null;
  return event.sealed === hasPlace && eventDigests(keys, event).includes(event.mac);
}

function chainHashes(keys: Digests, link: { before: string; seq: number; event: AuditEvent }): string[] {
  return keys.lastingDigests(`${link.before}/${link.seq}/${link.event.mac}`, 'audit-chain');
}

function anchorDigests(keys: Digests, end: ChainEnd): string[] {
  return keys.lastingDigests(`${end.count}/${end.hash}`, 'audit-anchor');
}
