import { collectDefaultMetrics, Registry } from 'prom-client';
import type { JobsReading } from '../../handlers/jobs/readings.ts';
import type { Backlog } from '../../models/chat/backlog.ts';
import type { CheckHealth } from '../http/health.ts';
import { withTimeout } from '../http/with-timeout.ts';
import { createGauges } from './gauges.ts';
import { createMeasures, type Measures } from './measure.ts';

/** What is measured, and the page that tells it to Prometheus. */
export interface Metrics {
  measures: Measures;
  contentType: string;
  /** Reads what lies in the stores, but waits for none of them longer than two seconds. */
  render(read: StoreReaders): Promise<string>;
}

/** What is read only when the page is asked for. */
export interface StoreReaders {
  health: CheckHealth;
  backlog(): Promise<Backlog>;
  jobs(): Promise<JobsReading>;
}

const WITHIN_MS = 2_000;

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const fillGauges = createGauges(registry);
  return {
    measures: createMeasures(registry),
    contentType: registry.contentType,
    async render(read) {
      const [health, backlog, jobs] = await Promise.all([
        read.health(),
        withTimeout(read.backlog(), WITHIN_MS),
        withTimeout(read.jobs(), WITHIN_MS),
      ]);
      fillGauges({ health, backlog, jobs });
      return registry.metrics();
    },
  };
}
