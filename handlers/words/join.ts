import { LANGUAGES, type Language } from '../../flows/forms/definition.ts';
import type { Block, Button, Message } from '../ports.ts';
import type { PersonCard } from '../queries/list-people.ts';
import { toHandle } from '../talk/handle.ts';
import type { Translate } from './context.ts';
import { privacyBlocks } from './privacy.ts';

/** Handle base of the button that changes the language: the same for all, since a stranger has nothing of their own. */
export const LANGUAGE_CARD = 'stranger-language-card';

/** What somebody is told who is not bound to a person yet. */
export type JoinCard =
  | { type: 'stranger' | 'code-unknown' | 'too-many-tries' | 'not-you' | 'refused' }
  /** `again`: the answer was not understood. */
  | { type: 'who'; prompt: string; card: PersonCard; again?: boolean }
  | { type: 'consent'; prompt: string; again?: boolean };

/** Puts a card of joining into words. */
export function presentJoin(card: JoinCard, reader: { language: Language; t: Translate }): Message {
  const { t, language } = reader;
  const actions = [languageButton(otherLanguage(language), t)];
  return { language, blocks: blocksOf(card, t), choices: choicesOf(card, t), actions };
}

/** The language that a reader of this one may want instead. */
export function otherLanguage(language: Language): Language {
  return language === 'vi' ? 'en' : 'vi';
}

function languageButton(to: Language, t: Translate): Button {
  const label = t(`chat:languages.${to}`);
  return { label, handle: toHandle(LANGUAGE_CARD, LANGUAGES.indexOf(to)), word: label };
}

function blocksOf(card: JoinCard, t: Translate): Block[] {
  switch (card.type) {
    case 'who':
      return [
        ...unclear(card, t),
        { type: 'title', text: t('chat:join.who.title') },
        { type: 'text', text: describe(card.card) },
        { type: 'help', text: t('chat:join.who.help') },
      ];
    case 'consent':
      return [
        ...(card.again === true ? unclear(card, t) : privacyBlocks(t)),
        { type: 'text', text: t('chat:join.consent.question') },
      ];
    case 'stranger':
      return [
        { type: 'title', text: t('chat:join.stranger.title') },
        { type: 'text', text: t('chat:join.stranger.text') },
      ];
    default:
      return [{ type: 'text', text: t(`chat:join.${card.type}`) }];
  }
}

function unclear({ again }: { again?: boolean }, t: Translate): Block[] {
  return again === true ? [{ type: 'problem', text: t('chat:join.unclear') }] : [];
}

function describe({ name, unit, posts }: PersonCard): string {
  return [name, unit, ...posts].filter((line) => line !== '').join('\n');
}

function choicesOf(card: JoinCard, t: Translate): Button[] {
  if (card.type !== 'who' && card.type !== 'consent') return [];
  return [
    { label: t(`chat:join.${card.type}.yes`), handle: toHandle(card.prompt, 0), tone: 'primary' },
    { label: t(`chat:join.${card.type}.no`), handle: toHandle(card.prompt, 1) },
  ];
}
