import type { Channel, Outgoing } from './channel.ts';

/** Sends by a channel, which is asked to replace a message only where it can. Returns the id of the message sent. */
export function sendMessage(
  channel: Channel,
  chat: string,
  { message, replaces }: Outgoing,
): Promise<string> {
  const isReplaced = channel.capabilities.editing && replaces !== undefined;
  return channel.send(chat, isReplaced ? { message, replaces } : { message });
}
