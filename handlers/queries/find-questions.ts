import type { FlowState } from '../../flows/engine/state.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { formOf } from '../forms/catalogue.ts';
import { memberAt } from '../forms/person-act.ts';
import { isDone, type Questions } from './questions.ts';
import type { Sources } from './sources.ts';

interface KnownDraft {
  identity: DraftIdentity;
  /** Undefined for a draft that was not begun. */
  state?: FlowState | undefined;
  /** The code of whom it is about, where the state is not at hand. */
  picked?: string | undefined;
}

/** Finds what drafts are asked. */
export interface FindQuestions {
  /** Null for a draft that its author is not asked to work at any longer, and where there is no draft. */
  open(draft: KnownDraft | null): Promise<Questions | null>;
  /** The same, or what the draft was asked last; null where that is not known. */
  any(draft: KnownDraft): Promise<Questions | null>;
}

export function createFindQuestions(sources: Sources): FindQuestions {
  async function asked(draft: KnownDraft): Promise<Questions | null> {
    const { identity } = draft;
    return (await formOf(identity.form)?.openQuestions(sources, identity, pickedIn(draft))) ?? null;
  }
  return {
    async open(draft) {
      const questions = draft === null ? null : await asked(draft);
      return questions === null || isDone(questions, draft?.state) ? null : questions;
    },
    async any(draft) {
      const { identity } = draft;
      const closed = () => formOf(identity.form)?.closedQuestions(sources, identity, pickedIn(draft));
      return (await asked(draft)) ?? (await closed()) ?? null;
    },
  };
}

function pickedIn({ identity, state, picked }: KnownDraft): string | undefined {
  return picked ?? (state && memberAt(identity, state));
}
