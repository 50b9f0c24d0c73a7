import { createHash } from 'node:crypto';
import type { Language } from '../../flows/forms/definition.ts';
import type { Translate } from '../words/context.ts';
import { presentJoin } from '../words/join.ts';

/** Version of the notice that people agree to (`chat:privacy` in the locales); a new one when its meaning changes. */
export const CONSENT_VERSION = '2026-11-27';

/** SHA-256, in hexadecimal, of the notice and the question as they are shown to the person who consents. */
export function hashOfConsent(reader: { language: Language; t: Translate }): string {
  const { blocks } = presentJoin({ type: 'consent', prompt: '' }, reader);
  const text = blocks.map((block) => block.text).join('\n');
  return createHash('sha256').update(text).digest('hex');
}
