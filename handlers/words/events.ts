import type { AuditEvent } from '../../models/audit-event.ts';
import type { Translate } from './context.ts';

/** What an event tells; of what somebody entered for a person also who did. */
export function eventText({ kind, facts }: Pick<AuditEvent, 'kind' | 'facts'>, t: Translate): string {
  return t(`chat:events.${facts.enteredBy === undefined ? kind : `${kind}-entered`}`, facts);
}
