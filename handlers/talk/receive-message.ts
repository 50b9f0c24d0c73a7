import { dayOf } from '../../flows/rules/calendar.ts';
import type { StrangerUpdates } from '../../models/chat/stranger-updates.ts';
import { type Identities, isGone, type Known } from '../identities.ts';
import type { FinishJoining } from '../join/finish-joining.ts';
import type { ReceiveStranger } from '../join/receive-stranger.ts';
import type { Address, ChannelEvent, Receipt, Receive } from '../ports.ts';
import { type TakeEventDependencies, takeEvent } from './take-event.ts';

interface MemberDependencies extends TakeEventDependencies {
  identities: Identities;
  strangerUpdates: StrangerUpdates;
  finishJoining: FinishJoining;
}

/** Takes what people do, on every channel: finds out who it is, and has the event answered in their conversation. */
export function createReceive(
  dependencies: MemberDependencies & { receiveStranger: ReceiveStranger },
): Receive {
  const { identities, receiveStranger } = dependencies;
  return async (event) => {
    const known = await identities.identify(event.channel, event.user);
    if (known !== null) return receiveMember(dependencies, event, known);
    return receiveStranger(event, (joined) => receiveMember(dependencies, event, joined));
  };
}

async function receiveMember(
  dependencies: MemberDependencies,
  received: ChannelEvent,
  known: Known,
): Promise<Receipt> {
  const { identities, strangerUpdates, finishJoining, now } = dependencies;
  const { person, pendingWelcome: welcome } = known;
  if (welcome !== undefined) await finishJoining(person, { event: received, welcome });
  const isNew = now().getTime() - known.linkedAt < strangerUpdates.askForMs;
  if (isNew && (await strangerUpdates.wasTaken(received))) return { status: 'duplicate' };
  const { channel, chat, user: _user, update, more, ...event } = received;
  const address = { channel, chat };
  if (event.input.type === 'reachable') {
    await identities.note(address, event.input.reachable);
    return { status: 'committed' };
  }
  if (!known.reachable) await noteReachable(dependencies, address);
  const { linkedAt } = known;
  const gone = isGone(known, dayOf(now())) ? { hasLeft: true as const } : {};
  const taken = { ...event, address, linkedAt, ...gone };
  return takeEvent(dependencies, {
    ...{ person, update: `${channel}:${update}`, event: taken },
    more: more === true,
  });
}

/** A failure does not keep the person from being answered: their next message notes it again. */
async function noteReachable(
  { identities, log }: Pick<MemberDependencies, 'identities' | 'log'>,
  address: Address,
): Promise<void> {
  await identities
    .note(address, true)
    .catch((error: unknown) => log.warn({ err: error }, 'A chat that can be reached again was not noted'));
}
