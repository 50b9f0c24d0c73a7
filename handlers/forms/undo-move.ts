import { dayOf } from '../../flows/rules/calendar.ts';
import { lastMembershipOf, lastMoveOf } from '../../models/organisation/membership.ts';
import { findPerson } from '../../models/organisation/person.ts';
import { formatDate } from '../words/dates.ts';
import { defineAct } from './define-act.ts';
import { findMemberOf } from './person-act.ts';

/** Before the day of the move that a question is about. */
const SURE = 'sure-';

/** Somebody who was moved to the unit by mistake is back where they were: a move to there on the very day, which needs only a yes. */
export const undoMove = defineAct({
  form: 'undo-move',
  command: 'move-membership',
  needsMember: true,
  leadsAway: true,
  async steps(sources, identity) {
    const member = await findMemberOf(sources, identity);
    const move = member && lastMoveOf(member);
    // Once it is done there is none.
    if (move === undefined) return [{ id: 'sure', kind: 'confirm' }];
    const { units } = await sources.readDirectory();
    const nameOf = (unit: string) => units.get(unit)?.name ?? unit;
    const before = sources.sayInAll('chat:person-act.move-to-undo', {
      ...{ former: nameOf(move.former.unit), unit: nameOf(move.unit), day: formatDate(move.on, 'vi') },
    });
    return [{ id: `${SURE}${move.on}`, words: 'sure', kind: 'confirm', before }];
  },
  async payload({ database }, { person, answers, at }) {
    const found = await findPerson(database, { person });
    // Where it is undone meanwhile, they are told that the person is there already.
    const to = found && (lastMoveOf(found)?.former ?? lastMembershipOf(found));
    const shown = [...answers.keys()].find((step) => step.startsWith(SURE));
    return { person, to: to?.unit ?? '', on: shown?.slice(SURE.length) ?? dayOf(at) };
  },
});
