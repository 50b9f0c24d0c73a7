import type { Redis } from 'ioredis';
import { createDeliver, type Deliver, type DeliverDependencies } from '../../handlers/deliver/deliver.ts';
import { createTakeOver } from '../../handlers/deliver/take-over.ts';
import { createSenders } from '../../models/chat/senders.ts';
import { connectSubscriberRedis } from '../queues/connection.ts';
import { repeat } from '../queues/repeat.ts';
import type { Closings } from './closings.ts';

/** How often a process looks for others that died, and says of slow deliveries that they go on. */
const LOOK_EVERY_MS = 500;
const EXTEND_EVERY_MS = 5_000;

/** What sends, and how to have this process begin nothing in the place of others any more. */
export interface Delivery {
  deliver: Deliver;
  stopTakingOver(): void;
}

interface Dependencies extends DeliverDependencies {
  redisUrl: string;
  redis: Redis;
  prefix: string;
  closings: Closings;
}

/** Makes this process one of those that send: known to the others, and looking for what dead ones left. */
export async function startDelivery(dependencies: Dependencies): Promise<Delivery> {
  const { redisUrl, redis, prefix, store, now, log, closings } = dependencies;
  const { deliver, extendClaims } = createDeliver(dependencies);
  const line = connectSubscriberRedis(redisUrl, log);
  closings.add('redis of the senders', async () => line.disconnect());
  const senders = createSenders({ redis, line, prefix, name: store.sender });
  closings.add('senders', () => senders.leave());
  const holding = await repeat(extendClaims, { name: 'extend-claims', everyMs: EXTEND_EVERY_MS, log });
  closings.add('extend-claims', () => holding.close());
  const takeOver = createTakeOver({ store, senders, deliver, now, log });
  const takingOver = await repeat(takeOver, { name: 'take-over', everyMs: LOOK_EVERY_MS, log });
  closings.add('take-over', () => takingOver.close());
  return { deliver, stopTakingOver: () => void takingOver.close() };
}
