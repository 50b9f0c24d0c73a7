/** The state of a recurring job: as planned (`fine`), not planned, planned too late (`ahead`), or overdue (`behind`). */
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
  /** The error of its last try, if it was tried. */
  oldestError: string | null;
  recurring: readonly RecurringJob[];
}
