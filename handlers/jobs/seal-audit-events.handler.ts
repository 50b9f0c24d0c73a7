import type { AnchorStore } from '../../models/audit-anchor.ts';
import { countOfAnchor, formatAnchor, readChainEnd, sealAuditEvents } from '../../models/audit-chain.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import type { Log } from '../ports.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** Events in one transaction, so that it takes a second at most. */
const AT_ONCE = 500;

/**
 * Gives audit events their places in the chain, and stores an anchor of its end: in Redis each time, in the log once a day.
 * If the chain is shorter than its anchor, the anchor is kept and each process logs one error.
 */
export function createSealAuditEvents(dependencies: {
  database: Database;
  keys: KeyRing;
  anchors: AnchorStore;
  now(): Date;
  log: Log;
}): () => Promise<void> {
  const { database, keys, anchors, now, log } = dependencies;
  let isTold = false;

  return oneAtATime(async () => {
    while ((await sealAuditEvents({ database, keys }, { most: AT_ONCE })) === AT_ONCE);
    const kept = await anchors.read();
    const end = await readChainEnd(database);
    if (end.count < (countOfAnchor(kept ?? '') ?? 0)) {
      if (!isTold) log.error({ count: end.count, anchor: kept }, 'Audit events are missing at the end');
      isTold = true;
      return;
    }
    const anchor = formatAnchor(keys, end);
    await anchors.raise(anchor);
    const day = now().toISOString().slice(0, '2026-11-27'.length);
    if (await anchors.claimDay(day)) log.info({ count: end.count, anchor }, 'Audit anchor of the day');
  });
}
