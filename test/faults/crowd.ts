import { setTimeout as wait } from 'node:timers/promises';
import { createMember, type Member } from './member.ts';
import type { Seeded } from './seeded.ts';
import type { Stage } from './stage.ts';

/** Members who do everything that people do, side by side. */
export interface Crowd {
  members: readonly Member[];
  /** Those who had to write again because they heard nothing, once for each time. */
  asked(): readonly Member[];
  /** Resolves when all of these are done, or the time is over; tells whether they are. */
  done(wait: { members?: readonly Member[]; withinMs: number }): Promise<boolean>;
  end(): void;
}

const PACE = [20, 400] as const;
/** So many of the members are there from the beginning; the others come while those answer. */
const EARLY_SHARE = 0.5;
const LAST_COMES_AFTER_MS = 5_000;
const LOOK_EVERY_MS = 25;
/** A person who hears nothing for so long writes again. */
const ASK_AFTER_MS = 60_000;
/** Ids of second phones and further ones. */
const NEXT_PHONE = 1_000_000;

/** Brings new members, who begin at once. */
export async function startCrowd(
  stage: Stage,
  size: { count: number; seeded: Seeded; deliversOnce: boolean },
): Promise<Crowd> {
  const { count, seeded, deliversOnce } = size;
  const began = Date.now();
  const members = (await stage.newMembers(count)).map(({ code, user, invitation }, index) =>
    createMember({
      ...{ code, invitation, seeded, pace: PACE, kinds: stage.kinds, invite: stage.invite },
      startAt: began + (index < count * EARLY_SHARE ? 0 : seeded.between(0, LAST_COMES_AFTER_MS)),
      repeat: (update) => (deliversOnce ? undefined : stage.emulator.repeat(update)),
      openPhone(number, hear) {
        const phone = stage.emulator.person({ id: user + number * NEXT_PHONE, firstName: code });
        stage.hear(phone.id, hear);
        return phone;
      },
    }),
  );
  const asked: Member[] = [];
  const timer = setInterval(() => {
    const now = Date.now();
    for (const member of members) {
      member.look(now);
      const since = member.waitsSince();
      if (member.isDone() || since === undefined || now - since < ASK_AFTER_MS) continue;
      asked.push(member);
      member.ask();
    }
  }, LOOK_EVERY_MS);
  return {
    members,
    asked: () => asked,
    async done({ members: some = members, withinMs }) {
      const deadline = Date.now() + withinMs;
      while (Date.now() < deadline && some.some((member) => !member.isDone())) await wait(50);
      return some.every((member) => member.isDone());
    },
    end: () => clearInterval(timer),
  };
}
