import { setTimeout as wait } from 'node:timers/promises';
import { createLag } from './lag.ts';
import { createMember, type Member } from './member.ts';
import type { Seeded } from './seeded.ts';
import { cpuWaits } from './spawn-group.ts';
import type { Stage } from './stage.ts';

/** Members who do everything that people do, side by side. */
export interface Crowd {
  members: readonly Member[];
  /** Those who had to write again because they heard nothing, once for each time. */
  asked(): readonly Member[];
  /** How long a member has waited for the bot, in milliseconds; what the machine itself was late by does not count. */
  waitOf(member: Member): number;
  /** What the machine was late by so far, in milliseconds. */
  heldUp(): number;
  /** Resolves when all of these are done, or the time is over but for what the machine was late by; tells whether they are. */
  done(of: { members?: readonly Member[]; withinMs: number }): Promise<boolean>;
  end(): void;
}

const PACE = [20, 400] as const;
/** So many of the members are there from the beginning; the others come while those answer. */
const EARLY_SHARE = 0.5;
const LAST_COMES_AFTER_MS = 5_000;
const LOOK_EVERY_MS = 25;
const MEASURE_EVERY_MS = 1_000;
/** No more of any time counts as the machine's, so that every wait ends. */
const MOST_LAG_SHARE = 0.75;
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
      ...{ code, invitation, seeded, pace: PACE, invite: stage.invite },
      ...{ kinds: stage.kinds, anyOrder: stage.anyOrder },
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
  const lag = createLag(MEASURE_EVERY_MS);
  const measuring = setInterval(() => lag.tick(Date.now(), cpuWaits()), MEASURE_EVERY_MS);
  const undisturbedSince = (moment: number) => {
    const passed = Date.now() - moment;
    return passed - Math.min(lag.since(moment), passed * MOST_LAG_SHARE);
  };
  const waitOf = (member: Member) => undisturbedSince(member.waitsSince() ?? Date.now());
  const timer = setInterval(() => {
    const now = Date.now();
    for (const member of members) {
      member.look(now);
      if (member.isDone() || waitOf(member) < ASK_AFTER_MS) continue;
      asked.push(member);
      member.ask();
    }
  }, LOOK_EVERY_MS);
  return {
    members,
    asked: () => asked,
    waitOf,
    heldUp: () => lag.since(began),
    async done({ members: some = members, withinMs }) {
      const start = Date.now();
      while (undisturbedSince(start) < withinMs && some.some((member) => !member.isDone())) await wait(50);
      return some.every((member) => member.isDone());
    },
    end() {
      clearInterval(timer);
      clearInterval(measuring);
    },
  };
}
