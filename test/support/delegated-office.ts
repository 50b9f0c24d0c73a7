import { randomUUID } from 'node:crypto';
import { beforeEach } from 'vitest';
import type { CommandName, PayloadOf } from '../../handlers/commands/catalogue.ts';
import { runCommand } from '../../handlers/commands/run-command.ts';
import { linkIdentity } from '../../models/chat/identity.ts';
import { CYCLE, openPlan58, organisationWithExempt } from './decided-cycle.ts';
import { officeForEach } from './office.ts';
import { NOW } from './organisation.ts';

const QUESTION = { vi: 'Nội dung', en: 'Content' };
const answer = {
  ...{ step: 'text', kind: 'text', section: QUESTION, heading: QUESTION, prompt: QUESTION },
  ...{ answeredAt: NOW, retired: false, value: { kind: 'text' as const, text: 'Tôi nhận khuyết điểm.' } },
};

/**
 * P6 and P1 are in the chi bộ that P5 heads, P2 in a tổ đảng below it, P7 in another chi bộ; a cycle asks all of them, and
 * P1, P3, P5, P6 and P7 have chats. Each test has a new office. Call it at the top of the file.
 */
export function delegatedOffice() {
  const office = officeForEach(organisationWithExempt());
  beforeEach(async () => {
    await openPlan58(office);
    for (const person of ['P1', 'P3', 'P5', 'P6', 'P7']) {
      const chat = { channel: 'plain', chat: person, user: person };
      await linkIdentity(office, { ...chat, person, consent: null, now: NOW });
    }
  });

  /** Does something as a person; `recorded`, or why it was refused. */
  async function as<Name extends CommandName>(
    person: string,
    wish: { name: Name; payload: PayloadOf<Name>; id?: string | undefined; now?: Date | undefined },
  ): Promise<string> {
    const { name, payload, id = randomUUID(), now = NOW } = wish;
    const call = { id, name, actor: { kind: 'person', person } as const, payload };
    const end = await runCommand<Name>({ ...office, now }, call);
    return end.status === 'refused' ? end.reason : end.status;
  }

  /** P6 names P1, where nothing else is said. */
  const name = (change: Partial<PayloadOf<'name-delegate'>> & { by?: string; id?: string } = {}) => {
    const { by = 'P6', id, ...wish } = change;
    const payload = { person: 'P6', delegate: 'P1', cycle: CYCLE, paperDay: null, ...wish };
    return as(by, { name: 'name-delegate', payload, id });
  };

  /** The delegate hands in a version for the member, where nothing else is said P1 for P6. */
  const handIn = (
    change: Partial<PayloadOf<'record-delegated-review'>> & { by?: string; id?: string; at?: Date } = {},
  ) => {
    const { by, id, at, ...wish } = change;
    const payload = {
      ...{ person: 'P6', delegate: 'P1', cycle: CYCLE, number: 1, submittedAt: NOW, late: false },
      ...{ pack: { id: 'sample', version: 'one' }, flowVersion: 'v', answers: [answer], ...wish },
    };
    return as(by ?? payload.delegate, { name: 'record-delegated-review', payload, id, now: at });
  };

  /** What others are told of a command. */
  async function newsOf(id: string) {
    const command = await office.database.commands.findById(id).lean();
    return command?.outcome.status === 'recorded' ? (command.outcome.news ?? []) : [];
  }

  return { office, as, name, handIn, newsOf };
}
