import type { AuditEvent } from '../../models/audit-event.ts';
import type { Translate } from './context.ts';

/** Facts with which an event is told in other words: who entered it, what was taken back, a paper's day. */
const TOLD_AS = {
  ...{ enteredBy: 'entered', leftOn: 'staying', paperDay: 'on-paper' },
  ...{ endWas: 'goes-on', firstWas: 'never-was' },
} as const;

/** What an event tells. */
export function eventText({ kind, facts }: Pick<AuditEvent, 'kind' | 'facts'>, t: Translate): string {
  const [, as] = Object.entries(TOLD_AS).find(([fact]) => facts[fact] !== undefined) ?? [];
  return t(`chat:events.${as === undefined ? kind : `${kind}-${as}`}`, facts);
}
