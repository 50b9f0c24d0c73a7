import { z } from 'zod';

/** A kind of job: its payload, the number of tries, and its id, which prevents that the same job is added twice. */
export interface JobDefinition<Payload> {
  name: string;
  payload: z.ZodType<Payload>;
  attempts: number;
  id(payload: Payload): string;
}

/** A recurring job. */
export interface ScheduleDefinition {
  name: string;
  everyMs: number;
}

/** Jobs have ids and never a person's words, because the queue stores them unencrypted. */
export const RUN_COMMAND = define({
  name: 'run-command',
  payload: z.strictObject({
    /** Code of the person in whose conversation the command is pending. */
    person: z.string(),
    /** Id of the pending command. */
    command: z.string(),
  }),
  attempts: 100,
  id: ({ person, command }) => `run-command-${person}-${command}`.replaceAll(':', '-'),
});

const COPY_DRAFTS: ScheduleDefinition = { name: 'copy-drafts', everyMs: 1_000 };
const SWEEP_OUTBOX: ScheduleDefinition = { name: 'sweep-outbox', everyMs: 5_000 };
const SEAL_AUDIT_EVENTS: ScheduleDefinition = { name: 'seal-audit-events', everyMs: 1_000 };
const TELL_NEWS: ScheduleDefinition = { name: 'tell-news', everyMs: 5_000 };
const FORGET_OLD: ScheduleDefinition = { name: 'forget-old', everyMs: 10 * 60 * 1_000 };

export const JOBS = [RUN_COMMAND] as const;
export const SCHEDULES = [COPY_DRAFTS, SWEEP_OUTBOX, SEAL_AUDIT_EVENTS, TELL_NEWS, FORGET_OLD] as const;

export type CommandJob = z.infer<typeof RUN_COMMAND.payload>;

function define<Payload>(definition: JobDefinition<Payload>): JobDefinition<Payload> {
  return definition;
}
