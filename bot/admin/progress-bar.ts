import { stderr } from 'node:process';

const WIDTH = 30;
const REDRAW_MS = 100;

/** Shows on a terminal how much of a long work is done; says nothing where the output is no terminal. */
export interface ProgressBar {
  report(done: number, total: number): void;
  /** Wipes the bar off the screen. */
  end(): void;
}

export function createProgressBar(screen: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = stderr): ProgressBar {
  let drawnAt = Number.NEGATIVE_INFINITY;
  const draw = (text: string) => screen.isTTY && screen.write(`\r\u001b[K${text}`);
  return {
    report(done, total) {
      const now = performance.now();
      if (done < total && now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      draw(barOf(done, total));
    },
    end: () => void draw(''),
  };
}

function barOf(done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  return `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${percent}  ${done}/${total}`;
}
