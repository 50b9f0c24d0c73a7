import { Counter, Histogram, type Registry } from 'prom-client';
import type { Receive, Send } from '../../handlers/ports.ts';
import type { ConversationStore } from '../../models/chat/conversation.ts';
import { AppError } from '../../models/store/errors.ts';

/** Puts a measure around what is on the way of every answer; what it does and throws stays the same. */
export interface Measures {
  receive(receive: Receive): Receive;
  send(send: Send): Send;
  store(store: ConversationStore): ConversationStore;
}

/** From a commit on this machine to a messenger that is away, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

export function createMeasures(registry: Registry): Measures {
  const registers = [registry];
  const count = (name: string, help: string) =>
    countBy(new Counter({ name, help, labelNames: ['outcome'], registers }));
  const time = (name: string, help: string) => new Histogram({ name, help, buckets: BUCKETS, registers });
  const updates = count('kiem_diem_updates_total', 'Updates handed in; those that failed were not taken in.');
  const taking = time('kiem_diem_update_seconds', 'From an update to its receipt, given after the commit.');
  const commits = count(
    'kiem_diem_commits_total',
    'Commits to Redis, each with all that one update changed.',
  );
  const committing = time('kiem_diem_commit_seconds', 'From a commit to Redis having it.');
  const sends = count('kiem_diem_sends_total', 'Messages handed to a messenger.');
  const sending = time('kiem_diem_send_seconds', 'From a message to the messenger having taken it.');
  return {
    receive: (receive) => (event) =>
      measure(() => receive(event), { into: taking, count: updates, outcome: ({ status }) => status }),
    send: (send) => (to, outgoing) =>
      measure(() => send(to, outgoing), { into: sending, count: sends, outcome: () => 'sent' }),
    store: (store) => ({
      ...store,
      commit: (id, change) =>
        measure(() => store.commit(id, change), {
          into: committing,
          count: commits,
          outcome: ({ status }) => status,
        }),
    }),
  };
}

/** Keeps the counter of each outcome, so that counting one is no more than an increment. */
function countBy(counter: Counter<'outcome'>): (outcome: string) => void {
  const known = new Map<string, { inc(): void }>();
  return (outcome) => {
    const one = known.get(outcome) ?? counter.labels(outcome);
    known.set(outcome, one);
    one.inc();
  };
}

/** Measures beside the work: the caller gets its result without waiting for the measure. */
function measure<Result>(
  work: () => Promise<Result>,
  to: { into: Histogram; count: (outcome: string) => void; outcome: (result: Result) => string },
): Promise<Result> {
  const start = performance.now();
  const note = (outcome: string) => {
    to.into.observe((performance.now() - start) / 1_000);
    to.count(outcome);
  };
  const result = work();
  result.then(
    (value) => note(to.outcome(value)),
    (error: unknown) => note(isUnreachable(error) ? 'unreachable' : 'failed'),
  );
  return result;
}

function isUnreachable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'chat-unreachable';
}
