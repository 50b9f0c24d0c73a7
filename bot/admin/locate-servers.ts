import { AppError } from '../../models/store/errors.ts';
import { readRunRecord } from '../services/run-record.ts';
import type { Config } from '../settings/config.ts';

/** Where the servers of the app are, whether they answer or not. Throws `nothing-running` if that is not known. */
export function locateServers(config: Pick<Config, 'REDIS_URL' | 'MONGODB_URI' | 'SERVICES_DIR'>): {
  redisUrl: string;
  mongodbUri: string;
} {
  const record = readRunRecord(config.SERVICES_DIR);
  const redisUrl = config.REDIS_URL ?? record?.redis?.url;
  const mongodbUri = config.MONGODB_URI ?? record?.mongodb?.url;
  if (redisUrl !== undefined && mongodbUri !== undefined) return { redisUrl, mongodbUri };
  throw new AppError('nothing-running', { message: 'No servers are running and none are configured' });
}
