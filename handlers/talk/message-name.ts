import { hash } from 'node:crypto';
import type { Head } from './conversation.ts';

/** More than any two messages have in common by chance. */
const NAME_LENGTH = 22;

/** A message's name is only unique in its chat, whose id must not be left in an answer once the chat was given up. */
export function messageOf(message: string, { address }: Head): { message: string };
export function messageOf(message: string | undefined, { address }: Head): { message?: string };
export function messageOf(message: string | undefined, { address }: Head): { message?: string } {
  if (message === undefined) return {};
  const name = `${address?.channel}:${address?.chat}:${message}`;
  return { message: hash('sha256', name, 'base64url').slice(0, NAME_LENGTH) };
}
