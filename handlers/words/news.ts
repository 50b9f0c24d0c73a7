import { BY_OFFICE, type CommandNews } from '../../models/command.ts';
import type { PresentContext } from './context.ts';
import { writeDays } from './dates.ts';

/** What news says: the sentence of its kind, the day recorded before where that was changed, and who recorded it. */
export function newsText(
  { kind, values }: Pick<CommandNews, 'kind' | 'values'>,
  { t, language }: Pick<PresentContext, 't' | 'language'>,
): string {
  const told = writeDays(values, language);
  const { before, recordedBy } = told;
  return [
    t(`chat:news.${kind}`, told),
    ...(before === undefined ? [] : [t('chat:news.day-before', told)]),
    ...(recordedBy === undefined
      ? []
      : [recordedBy === BY_OFFICE ? t('chat:news.recorded-by-office') : t('chat:news.recorded-by', told)]),
  ].join(' ');
}
