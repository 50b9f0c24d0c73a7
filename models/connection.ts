import mongoose, { type Connection } from 'mongoose';
import { AppError } from './errors.ts';
import { defineSubmissions } from './submission.ts';

const ANSWER_WITHIN_MS = 10_000;

/** The system of record: one typed collection each. */
export type Database = Awaited<ReturnType<typeof connectDatabase>>;

/**
 * Connects to MongoDB and makes sure that every index is there. Writes are acknowledged by the majority.
 * Throws `mongodb-unreachable`.
 */
export async function connectDatabase(uri: string) {
  const connection = await connect(uri);
  const database = {
    submissions: defineSubmissions(connection),
    close: () => connection.close(),
  };
  await Promise.all(Object.values(connection.models).map((model) => model.createIndexes()));
  return database;
}

async function connect(uri: string): Promise<Connection> {
  try {
    return await mongoose
      .createConnection(uri, {
        serverSelectionTimeoutMS: ANSWER_WITHIN_MS,
        writeConcern: { w: 'majority' },
        autoIndex: false,
        sanitizeFilter: true,
        strictQuery: 'throw',
      } as mongoose.ConnectOptions)
      .asPromise();
  } catch (cause) {
    throw new AppError('mongodb-unreachable', { message: 'MongoDB does not answer', cause });
  }
}
