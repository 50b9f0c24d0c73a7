/** How a recurring job stands: it comes as planned; or it is not planned, planned too late, or overdue. */
export type RecurringState = 'fine' | 'absent' | 'ahead' | 'behind';

/** A recurring job as the queue plans it. */
export interface RecurringJob {
  name: string;
  /** The last time it was started; null if it never was. */
  lastAt: Date | null;
  nextAt: Date | null;
  state: RecurringState;
}

/** A job that failed for good. */
export interface FailedJob {
  name: string;
  id: string;
  attempts: number;
  error: string;
  failedAt: Date;
}

/** The queue at one moment. The next run of a recurring job does not count as delayed, nor its age. */
export interface JobsReading {
  byState: Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed', number>>;
  /** Age of the oldest job that is not done. */
  oldestMs: number;
  /** What it failed with the last time, if it was tried. */
  oldestError: string | null;
  recurring: readonly RecurringJob[];
}
