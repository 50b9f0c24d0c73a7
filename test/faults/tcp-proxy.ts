import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What is waited for on a link: the first traffic towards the server that holds `mark`. */
interface Trap {
  mark: string;
  /** `keep`: the server never gets it. `pass`: the server gets it, and its answer is lost. */
  how: 'keep' | 'pass';
  sprung(): void;
}

/** One link between a process and a server, which can be watched, cut and frozen. */
export interface TcpProxy {
  port: number;
  /** Lets new connections lead to another server; those that are open stay where they are. */
  leadTo(target: number): void;
  /** Waits for something on the way to the server; once it came nothing goes through any more until `mend`. */
  trap(trap: Trap): void;
  /** Breaks what is open and lets nobody in. */
  cut(): void;
  /** Keeps everything open, and nothing gets through either way: a half-open link. */
  freeze(): void;
  /** Lets everything through again; what was frozen is broken, as its ends have lost each other. */
  mend(): void;
  close(): Promise<void>;
}

interface Pair {
  client: Socket;
  server: Socket;
}

/** Time that a server surely needs no longer to do what it was sent. */
const DONE_WITHIN_MS = 150;

/** Opens a port that leads to another one on this machine. */
export async function openTcpProxy(firstTarget: number): Promise<TcpProxy> {
  let target = firstTarget;
  const pairs = new Set<Pair>();
  let state: 'open' | 'cut' | 'frozen' = 'open';
  let armed: Trap | undefined;

  function spring(trap: Trap): void {
    armed = undefined;
    state = 'frozen';
    if (trap.how === 'keep') trap.sprung();
    else setTimeout(trap.sprung, DONE_WITHIN_MS);
  }

  function up(pair: Pair, chunk: Buffer): void {
    if (state !== 'open') return;
    const trap = armed !== undefined && chunk.includes(armed.mark) ? armed : undefined;
    if (trap?.how !== 'keep') pair.server.write(chunk);
    if (trap !== undefined) spring(trap);
  }

  const listener = createServer((client) => {
    if (state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const pair: Pair = { client, server: connect(target, '127.0.0.1') };
    pairs.add(pair);
    tie(pair, {
      up: (chunk) => up(pair, chunk),
      isOpen: () => state === 'open',
      gone: () => pairs.delete(pair),
    });
  });
  const breakAll = () => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  };
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    leadTo(next) {
      target = next;
    },
    trap(trap) {
      armed = trap;
    },
    cut() {
      state = 'cut';
      breakAll();
    },
    freeze() {
      state = 'frozen';
    },
    mend() {
      if (state === 'frozen') breakAll();
      armed = undefined;
      state = 'open';
    },
    close: () => closeAll(listener, breakAll),
  };
}

function tie(
  { client, server }: Pair,
  on: { up(chunk: Buffer): void; isOpen(): boolean; gone(): void },
): void {
  client.setNoDelay(true);
  server.setNoDelay(true);
  client.on('data', on.up);
  server.on('data', (chunk: Buffer) => {
    if (on.isOpen()) client.write(chunk);
  });
  const end = () => {
    on.gone();
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) {
    socket.on('error', end);
    // A frozen link does not tell its other end that this one is gone.
    socket.on('close', () => on.isOpen() && end());
  }
}

async function closeAll(listener: Server, breakAll: () => void): Promise<void> {
  listener.close();
  breakAll();
  await once(listener, 'close');
}
