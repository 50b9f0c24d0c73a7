/** One thing that a member sent as an answer or as a part of it. */
export interface Piece {
  kind: 'text' | 'file' | 'option';
  /** The text, or the id of the file or of the option. */
  value: string;
  /** What may stand between this text and the one before it. */
  joints: readonly string[];
  /** The message it came in; nothing for a press. */
  message: { chat: number; id: number } | undefined;
  /** Place among all that the member sent; an edited text keeps that of the one before. */
  order: number;
  /** Moment at which it became a part of the answer, or was taken out of it, last. */
  since: number;
}

/** Pieces of every answer, by question. */
export type Answers = ReadonlyMap<string, readonly Piece[]>;

/** What one change made of an answer. */
export interface Change {
  step: string;
  pieces: readonly Piece[];
}

/** What a member knows to have answered: from what was sent and what was shown, and from nothing else. */
export interface OwnAnswers {
  all(): Answers;
  piecesOf(step: string): readonly Piece[];
  /** Makes an answer of these pieces, as one change that can be undone. */
  change(step: string, pieces: readonly Piece[]): void;
  /** Makes one change of the last ones. */
  merge(changes: number): void;
  mayUndo(): boolean;
  /** Takes the last change back. */
  undo(): void;
  /** This piece was never taken, whatever came after it. */
  refuse(piece: Piece): void;
  /** Everything that was ever sent, with the question that it was sent for. */
  sent(): readonly { step: string; piece: Piece }[];
}

export function createOwnAnswers(): OwnAnswers {
  let answers: Answers = new Map();
  const before: Answers[] = [];
  const sent = new Map<Piece, string>();

  function become(next: Answers): void {
    const old = new Set([...answers.values()].flat());
    const present = new Set([...next.values()].flat());
    const now = Date.now();
    for (const piece of [...old].filter((one) => !present.has(one))) piece.since = now;
    for (const piece of [...present].filter((one) => !old.has(one))) piece.since = now;
    answers = next;
  }

  return {
    all: () => answers,
    piecesOf: (step) => answers.get(step) ?? [],
    change(step, pieces) {
      before.push(answers);
      for (const piece of pieces) sent.set(piece, step);
      become(new Map(answers).set(step, pieces));
    },
    merge(changes) {
      before.splice(before.length - changes + 1, Math.max(0, changes - 1));
    },
    mayUndo: () => before.length > 0,
    undo() {
      become(before.pop() ?? new Map());
    },
    refuse(piece) {
      const states = [...before, answers];
      const at = states.findIndex((state) => holds(state, piece));
      if (at < 0) return;
      // The change that brought it was none.
      before.splice(
        Math.max(0, at - 1),
        before.length,
        ...states.slice(at, -1).map((s) => without(s, piece)),
      );
      become(without(answers, piece));
    },
    sent: () => [...sent].map(([piece, step]) => ({ step, piece })),
  };
}

function holds(answers: Answers, piece: Piece): boolean {
  return [...answers.values()].some((pieces) => pieces.includes(piece));
}

function without(answers: Answers, piece: Piece): Answers {
  return new Map([...answers].map(([step, pieces]) => [step, pieces.filter((one) => one !== piece)]));
}

/** Whether a stored text is these pieces, to the character. */
export function isJoined(pieces: readonly Piece[], stored: string): boolean {
  let rest = stored;
  for (const [index, { value, joints }] of pieces.entries()) {
    const joint = (index === 0 ? [''] : joints).find((one) => rest.startsWith(`${one}${value}`));
    if (joint === undefined) return false;
    rest = rest.slice(joint.length + value.length);
  }
  return rest === '';
}
