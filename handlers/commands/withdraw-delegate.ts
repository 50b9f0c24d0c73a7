import { z } from 'zod';
import { raiseOrganisationVersion } from '../../models/organisation/organisation-version.ts';
import { mayWithdrawDelegate } from '../../models/policies/delegation.ts';
import { endDelegation, holdDelegation } from '../../models/review/delegation.ts';
import { AppError } from '../../models/store/errors.ts';
import { define } from './define.ts';
import { demandOverDelegation } from './parts/change-delegation.ts';
import { findMember } from './parts/change-membership.ts';
import { nameOf } from './parts/name-of.ts';
import { signNews } from './parts/sign-news.ts';

/** Withdraws the delegate of a member: they can answer for them no longer. What they handed in before stays. */
export const withdrawDelegate = define({
  name: 'withdraw-delegate',
  payload: z.strictObject({ person: z.string(), cycle: z.string() }),
  policy: mayWithdrawDelegate,
  audit: 'delegate-withdrawn',
  refusals: ['person-unknown', 'person-without-unit', 'delegate-unknown'],
  async run(context, { person: code, cycle }) {
    const { database, session, now } = context;
    const { person, last } = await findMember(context, code);
    const by = await demandOverDelegation(context, { person: code, unit: last.unit });
    const held = await holdDelegation(database, { member: code, cycle, session });
    if (held === null) {
      throw new AppError('delegate-unknown', { message: 'Nobody is named', details: { person: code } });
    }
    const { _id: id, delegate } = held;
    await endDelegation(database, { id, at: now, by, session });
    await raiseOrganisationVersion(database, session);
    const name = await nameOf(context, delegate);
    const told = { screen: 'delegation', params: {} };
    return {
      result: undefined,
      notes: [
        {
          kind: by === code ? 'delegate-withdrawn' : 'delegate-withdrawn-for',
          values: { name: person.name, delegate: name },
        },
      ],
      news: await signNews(context, [
        { kind: 'delegate-withdrawn', ...told, people: [delegate], values: { name: person.name } },
        ...(by === code
          ? []
          : [{ kind: 'delegate-withdrawn-for-you', ...told, people: [code], values: { name } }]),
      ]),
      event: { people: [code, delegate], facts: { cycle, member: code, delegate } },
    };
  },
});
