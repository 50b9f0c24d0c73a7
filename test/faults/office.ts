import { setTimeout as wait } from 'node:timers/promises';
import { createInvitations } from '../../models/chat/invitation.ts';
import type { Database } from '../../models/store/connection.ts';
import type { KeyRing } from '../../models/store/encryption.ts';
import { addMembers } from '../support/chi-bo.ts';

/** Who keeps the list of members and hands out invitations. */
export interface Office {
  /** New members with an invitation each, and the id of their first phone at the messenger. */
  newMembers(count: number): Promise<{ code: string; user: number; invitation: string }[]>;
  /** Another invitation for a member; tried until the database takes it. */
  invite(person: string): Promise<string>;
  /** Every invitation that was handed out; no log may hold one. */
  invitations(): readonly string[];
}

/** A code as it stands on an invitation: in groups of four. */
export function printed(code: string): string {
  return code.replace(/.{4}(?=.)/g, '$&-');
}

const FIRST_USER = 100_000;
/** Longer than any clock of a trial is ahead. */
const GOOD_FOR_MS = 90 * 24 * 60 * 60 * 1000;
const AGAIN_AFTER_MS = 500;
const MOST_TRIES = 300;

export function createOffice(stores: { database: Database; keys: KeyRing }): Office {
  const { database } = stores;
  const given: string[] = [];
  let members = 0;

  async function inviteAll(people: readonly string[]): Promise<string[]> {
    const now = new Date();
    const made = await createInvitations(stores, {
      people,
      now,
      expiresAt: new Date(now.getTime() + GOOD_FOR_MS),
    });
    given.push(...made.map(({ code }) => code));
    return made.map(({ code }) => code);
  }

  return {
    invitations: () => given,
    async newMembers(count) {
      const first = members;
      members += count;
      const codes = Array.from({ length: count }, (_, index) => `DV${first + index}`);
      await addMembers(database, codes);
      const invitations = await inviteAll(codes);
      return codes.map((code, index) => ({
        ...{ code, user: FIRST_USER + first + index },
        invitation: invitations[index] as string,
      }));
    },
    async invite(person) {
      for (let tried = 1; ; tried += 1) {
        try {
          return (await inviteAll([person]))[0] as string;
        } catch (error) {
          if (tried >= MOST_TRIES) throw error;
          await wait(AGAIN_AFTER_MS);
        }
      }
    },
  };
}
