import { join } from 'node:path';
import { AppError } from '../../models/store/errors.ts';
import { type EmbeddedServer, endServer, logOf, reuseServer, startServer } from './embedded-server.ts';
import { installWheels, WHEELS_DIGEST, type Wheels } from './install-wheels.ts';
import type { ServiceProgress } from './progress.ts';
import {
  type RunRecord,
  readRunRecord,
  removeRunRecord,
  type ServerRecord,
  writeRunRecord,
} from './run-record.ts';
import type { ServerKind } from './server-kind.ts';
import { watchFolder } from './watch-folder.ts';

interface FleetOptions {
  home: string;
  venv: string;
  report(progress: ServiceProgress): void;
  onFailure(error: AppError): void;
  signal?: AbortSignal | undefined;
}

/** Servers that were started in another version, or in another way, are not taken over. */
const RELEASE = `${WHEELS_DIGEST} with passwords`;

/** The servers of one home: what an earlier run left there, and what this one adds. */
export class ServerFleet {
  readonly #options: FleetOptions;
  readonly #previous: RunRecord | undefined;
  readonly #record: RunRecord;
  readonly #running: EmbeddedServer[] = [];
  readonly #watches: { close(): void }[] = [];
  #wheels: Promise<Wheels> | undefined;
  #isOver = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#previous = readRunRecord(options.home);
    // What is left stays written down until it has been taken over or ended.
    this.#record = { ...this.#previous, release: RELEASE };
  }

  /** Has a server of ours answer, an old one if it is sound; resolves with its address. */
  async open(kind: ServerKind): Promise<string> {
    const server = (await this.#reuse(kind)) ?? (await this.#start(kind));
    this.#running.push(server);
    server.gone.then(() => {
      const details = { service: kind.title, log: logOf(this.#options.home, kind) };
      this.#alarm(new AppError('server-died', { message: 'A server died', details }));
    });
    this.#watches.push(
      watchFolder(server.data, () => {
        const message = 'The data of a server was removed while it ran';
        this.#alarm(new AppError('data-removed', { message, details: { folder: server.data } }));
      }),
    );
    return server.url;
  }

  /** Uses a server that is not ours, in place of any that was left here. */
  async use(kind: ServerKind, url: string): Promise<string> {
    await kind.verify(url);
    const previous = this.#previous?.[kind.id];
    if (previous) await endServer(previous);
    this.#writeDown(kind, { url });
    return url;
  }

  /** Ends all servers that are ours. */
  async end(): Promise<void> {
    this.#isOver = true;
    for (const watch of this.#watches) watch.close();
    await Promise.all(this.#running.map(endServer));
    removeRunRecord(this.#options.home);
  }

  async #reuse(kind: ServerKind): Promise<EmbeddedServer | undefined> {
    const previous = this.#previous?.[kind.id];
    if (!previous) return undefined;
    const reused = this.#previous?.release === RELEASE ? await reuseServer(kind, previous) : undefined;
    if (reused) this.#options.report({ key: 'services.adopted', details: { service: kind.title } });
    else await endServer(previous);
    return reused;
  }

  #start(kind: ServerKind): Promise<EmbeddedServer> {
    const { home, venv, report, signal } = this.#options;
    const wheels = () => {
      this.#wheels ??= installWheels({ venv, log: join(home, 'logs', 'install.log'), report, signal });
      return this.#wheels;
    };
    const onSpawn = (server: ServerRecord) => this.#writeDown(kind, server);
    return startServer(kind, { home, wheels, report, onSpawn, signal });
  }

  #writeDown(kind: ServerKind, server: ServerRecord): void {
    this.#record[kind.id] = server;
    writeRunRecord(this.#options.home, this.#record);
  }

  #alarm(error: AppError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onFailure(error);
  }
}
