import type { Block } from '../ports.ts';
import type { DifficultyLine } from '../queries/list-difficulties.ts';
import type { PresentContext } from './context.ts';
import { formatStamp } from './dates.ts';

/** One page of what came to an office. */
export interface ListedDifficulties {
  total: number;
  page: number;
  pages: number;
  /** What was looked for; empty where nothing was. */
  search: string;
  isAnswered: boolean;
  /** So many were searched, if not all were. */
  searched?: number;
}

/** A difficulty with its answer, if there is one. Moments are ISO 8601, UTC. */
export interface ShownDifficulty {
  name: string;
  unit: string;
  at: string;
  text: string;
  answer: { by: string; at: string; text: string } | null;
  /** Who answers it. Nobody answers what they reported themselves: `others` hold a post in that office, or `nobody` does. */
  whoAnswers: 'office' | 'others' | 'nobody';
}

/** A difficulty on a button. */
export function lineOf({ name, unit, beginning, isAnswered }: DifficultyLine, { t }: PresentContext): string {
  return t(isAnswered ? 'chat:difficulties.line-answered' : 'chat:difficulties.line', {
    name,
    unit,
    beginning,
  });
}

/** A difficulty on a button for the person who reported it. */
export function ownLineOf({ beginning, isAnswered }: DifficultyLine, { t }: PresentContext): string {
  return isAnswered ? t('chat:difficulties.own-answered', { beginning }) : beginning;
}

export function presentDifficulties(list: ListedDifficulties, { t }: PresentContext): Block[] {
  const { total: count, search, isAnswered, searched } = list;
  const state = isAnswered ? 'answered' : 'waiting';
  return [
    { type: 'title', text: t('chat:difficulties.title') },
    {
      type: 'status',
      text:
        search === ''
          ? t(`chat:difficulties.${state}`, { count })
          : t(`chat:difficulties.found-${state}`, { count, search }),
    },
    ...(searched === undefined
      ? []
      : [{ type: 'status' as const, text: t('chat:difficulties.searched', { count: searched }) }]),
    ...pageLine(list, t),
    { type: 'status', text: t('chat:difficulties.help') },
  ];
}

function pageLine({ page, pages }: { page: number; pages: number }, t: PresentContext['t']): Block[] {
  if (pages === 1) return [];
  return [{ type: 'status', text: t('chat:overview.page', { page: page + 1, pages }) }];
}

export function presentOwnDifficulties(
  { items, page, pages }: { items: readonly unknown[]; page: number; pages: number },
  { t }: PresentContext,
): Block[] {
  return [
    { type: 'title', text: t('chat:difficulties.own-title') },
    ...(items.length === 0 ? [{ type: 'text' as const, text: t('chat:difficulties.own-none') }] : []),
    ...pageLine({ page, pages }, t),
  ];
}

export function presentDifficulty(shown: ShownDifficulty | null, context: PresentContext): Block[] {
  const { t } = context;
  if (shown === null) return [{ type: 'problem', text: t('chat:difficulties.unknown') }];
  const { name, unit, at, text, answer, whoAnswers } = shown;
  return [
    { type: 'title', text: t('chat:difficulties.one', { name, unit }) },
    { type: 'quote', label: t('chat:difficulties.asked', { time: formatStamp(at, context) }), text },
    answer === null
      ? { type: 'status', text: t(`chat:difficulties.waits-for.${whoAnswers}`) }
      : {
          type: 'quote',
          label: t('chat:difficulties.answered-by', { by: answer.by, time: formatStamp(answer.at, context) }),
          text: answer.text,
        },
  ];
}
