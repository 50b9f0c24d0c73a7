import type { Identities } from '../../handlers/identities.ts';
import { findPerson } from '../../models/organisation/person.ts';
import type { Database } from '../../models/store/connection.ts';

const CHANNEL = 'web';

/** Binds the chat page's user of a code to the person of that code; false if there is no such person. */
export function createLinkSamplePerson(parts: {
  database: Database;
  identities: Identities;
}): (code: string) => Promise<boolean> {
  const { database, identities } = parts;
  return async (code) => {
    if ((await identities.identify(CHANNEL, code))?.person === code) return true;
    if ((await findPerson(database, { person: code })) === null) return false;
    await identities.link({ channel: CHANNEL, user: code, chat: code, person: code, consent: null });
    return true;
  };
}
