import { z } from 'zod';
import { renewDigests } from '../../models/chat/identity.ts';
import { SEALED_PLACES } from '../../models/chat/sealed-places.ts';
import { mayRenewKeys } from '../../models/policies/key.ts';
import { activeKeyOf } from '../../models/store/encryption.ts';
import { AppError } from '../../models/store/errors.ts';
import { retireKeys } from '../../models/store/key-check.ts';
import { listKeyHolders, nameProcesses } from '../../models/store/key-holders.ts';
import { createTally, type ResealTally } from '../../models/store/reseal.ts';
import { countSealedDocuments, resealDocuments } from '../../models/store/reseal-documents.ts';
import { resealRedis } from '../../models/store/reseal-redis.ts';
import { define, type LiveContext } from './define.ts';

/** What is copied from one store to the other while they are gone through is met the next time. */
const MOST_PASSES = 5;

/**
 * Seals everything in both stores anew with the key that seals now, while the bot runs. Nothing is locked: a value is
 * replaced only while it is as it was read. It goes through everything until nothing is left to be done, and ends with the old keys
 * being noted as not needed any more, or with how much each of them still seals. Begun again it goes on. While a process
 * runs that seals with another key it is refused: that one could not read what is sealed anew, or would go on with the old
 * key. Throws `key-holder-unreadable` where it is not known which keys a process has.
 */
export const renewKeys = define({
  name: 'renew-keys',
  batch: 'live',
  payload: z.strictObject({}),
  policy: mayRenewKeys,
  audit: 'keys-renewed',
  refusals: ['process-without-key'],
  async run(context) {
    const { database, keys, now } = context;
    const active = activeKeyOf(keys);
    await demandKeyEverywhere(context, active);
    const old = [...keys.checkValues.keys()].filter((id) => id !== active);
    let resealed = 0;
    let left = new Map<string, number>();
    for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
      const tally = await passThrough(context);
      resealed += tally.resealed;
      left = tally.found;
      if (tally.resealed === 0) break;
    }
    // Before a key counts as not needed: a process that seals with it may have been started meanwhile.
    await demandKeyEverywhere(context, active);
    const retired = old.filter((id) => !left.has(id));
    await retireKeys({ database, keys }, { ids: retired, now });
    const counts = [...new Set([...old, ...left.keys()])].map((id) => ({ id, left: left.get(id) ?? 0 }));
    const sum = counts.reduce((total, one) => total + one.left, 0);
    return {
      result: { active, resealed, old: counts },
      event: resealed === 0 ? null : { people: [], facts: { key: active, resealed, left: sum } },
    };
  },
});

async function demandKeyEverywhere({ live }: LiveContext, key: string): Promise<void> {
  const lacking = (await listKeyHolders(live)).filter(({ keys }) => keys[0] !== key);
  if (lacking.length === 0) return;
  const details = { key, processes: nameProcesses(lacking) };
  throw new AppError('process-without-key', { message: 'A process seals with another key', details });
}

/** Goes through both stores once. What was found is what another key sealed at that moment. */
async function passThrough({ database, keys, live, report }: LiveContext): Promise<ResealTally> {
  const tally = createTally();
  const total = (await countSealedDocuments(database)) + (await live.redis.dbsize());
  let done = 0;
  const onOne = () => {
    done += 1;
    report(Math.min(done, total), total);
  };
  const renewed = await renewDigests({ database, keys });
  tally.resealed += renewed;
  await resealDocuments({ database, keys }, { tally, onDocument: onOne });
  const places = [...SEALED_PLACES, ...live.channels.places];
  await resealRedis({ ...live, keys }, { places, tally, onKey: onOne });
  return tally;
}
