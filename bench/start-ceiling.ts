import { runProgram } from '../test/support/run-app.ts';
import type { Contestant } from './contestant.ts';
import { userOf } from './organisation.ts';
import { startMessenger } from './start-messenger.ts';

const ENDLESS = 1_000_000_000;

/** Starts a grammY bot without any state; `traits` are those that `bench/ceiling.ts` knows. */
export async function startCeiling(settings: {
  name: string;
  traits: readonly string[];
  delayMs: number;
  people: number;
}): Promise<Contestant> {
  const messenger = await startMessenger(settings.delayMs);
  const program = runProgram({
    file: 'bench/ceiling.ts',
    args: [messenger.root, messenger.token, ...settings.traits],
  });
  await program.says(/ready/);
  const people = Array.from({ length: settings.people }, (_, index) => userOf(index));
  await messenger.order({ do: 'join', people, lines: ['menu'], atOnce: settings.people });
  return {
    name: settings.name,
    questions: ENDLESS,
    pid: program.child.pid as number,
    messenger,
    finished: async () => undefined,
    async stop() {
      program.child.kill('SIGKILL');
      await program.ended;
      await messenger.stop();
    },
  };
}
