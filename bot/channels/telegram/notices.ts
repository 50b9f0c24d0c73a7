import type { Language } from '../../../flows/forms/definition.ts';
import type { Translate } from '../../../handlers/words/context.ts';
import type { Channel } from '../channel.ts';
import type { InboxDependencies } from '../inbox.ts';
import type { Background } from './background.ts';
import { decodeUpdate } from './decode.ts';

interface Dependencies {
  send: Channel['send'];
  translator(language: Language): Translate;
  background: Background;
  now(): Date;
}

/** Tells a person that what they send waits or is not kept or recorded, in the language of their app. */
export function createTellNotice(dependencies: Dependencies): InboxDependencies['tell'] {
  const { send, translator, background, now } = dependencies;
  return (notice, { chat, raw }) => {
    const incoming = decodeUpdate(raw, { at: now() });
    const { language = 'vi' } = incoming.for === 'person' ? incoming.event : {};
    const t = translator(language);
    const text = t(`chat:inbox.${notice}`);
    const message = { language, blocks: [{ type: 'problem', text }] as const, choices: [], actions: [] };
    background.run('notice', () => send(chat, { message }));
  };
}
