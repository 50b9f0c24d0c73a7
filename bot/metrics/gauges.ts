import { Gauge, type Registry } from 'prom-client';
import type { JobsReading } from '../../handlers/jobs/readings.ts';
import type { Backlog } from '../../models/chat/backlog.ts';
import type { Health } from '../http/health.ts';

/** What the stores say at the moment of a scrape; a part that could not be read is absent. */
export interface Readings {
  health: Health;
  backlog?: Backlog | undefined;
  jobs?: JobsReading | undefined;
}

/** Gauges of what lies in the stores; the function that is returned fills them. */
export function createGauges(registry: Registry): (readings: Readings) => void {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `kiem_diem_${name}`, help, labelNames, registers: [registry] });
  const up = gauge('store_up', 'Whether a store answers.', ['store']);
  const fillBacklog = createBacklogGauges(gauge);
  const fillJobs = createJobGauges(gauge);
  return ({ health, backlog, jobs }) => {
    up.set({ store: 'redis' }, health.redis === 'ok' ? 1 : 0);
    up.set({ store: 'mongodb' }, health.mongodb === 'ok' ? 1 : 0);
    fillBacklog(backlog);
    fillJobs(jobs);
  };
}

type MakeGauge = (name: string, help: string, labelNames?: string[]) => Gauge;

function createBacklogGauges(gauge: MakeGauge): (backlog: Backlog | undefined) => void {
  const online = gauge('people_online', 'People who changed something in the last five minutes.');
  const drafts = gauge('drafts_waiting', 'Drafts with changes that MongoDB does not have yet.');
  const oldestDraft = gauge('drafts_oldest_seconds', 'For how long the oldest of them has been waiting.');
  const outbox = gauge('outbox_waiting', 'Conversations with something left to send.');
  const overdue = gauge('outbox_overdue', 'Conversations of those that the sweeper has to send for.');
  const oldestDue = gauge('outbox_overdue_seconds', 'How long ago the longest overdue of them was due.');
  const parked = gauge('updates_parked', 'Updates that are kept and cannot be committed.');
  const parkedChats = gauge('chats_parked', 'Chats whose updates these are.');
  const oldestParked = gauge(
    'chats_parked_seconds',
    'For how long the first of these chats has been waiting.',
  );
  return (backlog) => {
    show(online, backlog?.online);
    show(drafts, backlog?.drafts.waiting);
    show(oldestDraft, toSeconds(backlog?.drafts.oldestMs));
    show(outbox, backlog?.outbox.waiting);
    show(overdue, backlog?.outbox.overdue);
    show(oldestDue, toSeconds(backlog?.outbox.overdueMs));
    show(parked, backlog?.parked.updates);
    show(parkedChats, backlog?.parked.chats);
    show(oldestParked, toSeconds(backlog === undefined ? undefined : ageOf(backlog.parked.since)));
  };
}

function createJobGauges(gauge: MakeGauge): (jobs: JobsReading | undefined) => void {
  const byState = gauge('jobs', 'Jobs by state; those that failed for good wait for somebody to look.', [
    'state',
  ]);
  const oldest = gauge('jobs_oldest_seconds', 'Age of the oldest job that is not done.');
  const recurring = gauge('recurring_job_fine', 'Whether a recurring job comes as planned.', ['job']);
  return (jobs) => {
    byState.reset();
    recurring.reset();
    for (const [state, count] of Object.entries(jobs?.byState ?? {})) byState.set({ state }, count);
    for (const { name, state } of jobs?.recurring ?? [])
      recurring.set({ job: name }, state === 'fine' ? 1 : 0);
    show(oldest, toSeconds(jobs?.oldestMs));
  };
}

/** What is not known is not shown, rather than shown as it was. */
function show(gauge: Gauge, value: number | undefined): void {
  if (value === undefined) gauge.remove();
  else gauge.set(value);
}

function ageOf(since: Date | null): number {
  return since === null ? 0 : Math.max(0, Date.now() - since.getTime());
}

function toSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1_000;
}
