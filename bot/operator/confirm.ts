import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { findTerm } from '../../handlers/import/terms.ts';

/** What is typed for yes. */
const YES = { yes: ['có', 'c', 'yes', 'y'] } as const;

/** Whether somebody sits at the terminal. */
export function canAsk(): boolean {
  return stdin.isTTY && stdout.isTTY;
}

/** Asks who sits at the terminal; anything but a yes is a no. */
export async function confirm(question: string): Promise<boolean> {
  const reader = createInterface({ input: stdin, output: stdout });
  try {
    return findTerm(YES, await reader.question(question)) === 'yes';
  } finally {
    reader.close();
  }
}
