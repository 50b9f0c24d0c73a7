import { BY_OFFICE, type CommandNews } from '../../models/command.ts';
import type { PresentContext } from './context.ts';
import { writeDays } from './dates.ts';

/** What news says: the sentence of its kind, that what they write is kept where they have begun, the day recorded before where that was changed, and who recorded it. */
export function newsText(
  { kind, values }: Pick<CommandNews, 'kind' | 'values'>,
  { t, language }: Pick<PresentContext, 't' | 'language'>,
): string {
  const told = writeDays(values, language);
  const { before, begun, recordedBy } = told;
  return [
    t(`chat:news.${kind}`, told),
    ...(begun === undefined ? [] : [t('chat:news.draft-kept')]),
    ...(before === undefined ? [] : [t('chat:news.day-before', told)]),
    ...(recordedBy === undefined
      ? []
      : [recordedBy === BY_OFFICE ? t('chat:news.recorded-by-office') : t('chat:news.recorded-by', told)]),
  ].join(' ');
}
