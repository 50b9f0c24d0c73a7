import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Table } from '../../handlers/import/table.ts';
import { connectDatabase } from '../../models/store/connection.ts';
import { createKeyRing, generateKeyRing } from '../../models/store/encryption.ts';
import { databaseUri } from './app.ts';
import { importAll, NOW, type Office, smallOrganisation } from './organisation.ts';
import { runProgram } from './run-app.ts';

/** An office that is administered with `npm run admin`, and a folder for files. */
interface AdministeredOffice extends Office {
  folder: string;
  /** Runs a command, expects its exit code, and returns what it wrote to the terminal. */
  admin(args: readonly string[], code?: number): Promise<string>;
  /** The same at a terminal where somebody types a line once they are asked. */
  adminAsked(
    args: readonly string[],
    asked: { question: RegExp; typed: string; code?: number },
  ): Promise<string>;
}

/** A new office with these tables for each test of a file. Call it at the top of the file. */
export function administeredOffice(tables: readonly Table[] = smallOrganisation()): AdministeredOffice {
  const ring = generateKeyRing();
  const office = { keys: createKeyRing(ring), now: NOW } as AdministeredOffice;
  let uri: string;
  beforeEach(async () => {
    office.folder = mkdtempSync(join(tmpdir(), 'kiem-diem-admin-'));
    uri = databaseUri(randomUUID().slice(0, 8));
    office.database = await connectDatabase(uri);
    if (tables.length > 0) await importAll(office, tables);
  });
  afterEach(async () => {
    await office.database.close();
    rmSync(office.folder, { recursive: true, force: true });
  });
  const run = (args: readonly string[], atTerminal: boolean) => {
    const environment = { SERVICES_DIR: office.folder, MONGODB_URI: uri, ENCRYPTION_KEYS: ring };
    return runProgram({ file: 'bot/admin.ts', args, environment, atTerminal });
  };
  office.admin = async (args, code = 0) => {
    const program = run(args, false);
    expect(await program.ended, program.output()).toBe(code);
    return program.output();
  };
  office.adminAsked = async (args, { question, typed, code = 0 }) => {
    const program = run(args, true);
    await program.says(question);
    program.type(typed);
    expect(await program.ended, program.output()).toBe(code);
    return program.output();
  };
  return office;
}
