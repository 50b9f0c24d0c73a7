import type { TemporaryMembership } from '../../models/organisation/temporary-membership.ts';
import type { PresentContext } from './context.ts';
import { formatDate } from './dates.ts';

/** "Sinh hoạt tạm thời tại Chi bộ Hai, từ 01/11/2026 (đến 31/12/2026)". `unit` is a name. */
export function temporaryText({ unit, from, to }: TemporaryMembership, context: PresentContext): string {
  const { t, language } = context;
  const about = { unit, from: formatDate(from, language) };
  if (to === null) return t('chat:temporary.away', about);
  return t('chat:temporary.away-until', { ...about, to: formatDate(to, language) });
}

/** The days of one for a sentence that names it. */
export function temporaryDays({ from, to }: Pick<TemporaryMembership, 'from' | 'to'>) {
  return { from: formatDate(from, 'vi'), to: to === null ? '…' : formatDate(to, 'vi') };
}
