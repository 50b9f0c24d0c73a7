import type { FlowState } from '../../flows/engine/state.ts';
import type { DraftIdentity } from '../../models/review/draft.ts';
import { formOf } from '../forms/catalogue.ts';
import { isDone, type Questions } from './questions.ts';
import type { Sources } from './sources.ts';

interface KnownDraft {
  identity: DraftIdentity;
  /** Undefined for a draft that was not begun. */
  state?: FlowState | undefined;
}

/** Finds what drafts are asked. */
export interface FindQuestions {
  /** Null for a draft that its author is not asked to work at any longer, and where there is no draft. */
  open(draft: KnownDraft | null): Promise<Questions | null>;
  /** The same, or what the draft was asked last; null where that is not known. */
  any(draft: Pick<KnownDraft, 'identity'>): Promise<Questions | null>;
}

export function createFindQuestions(sources: Sources): FindQuestions {
  async function asked({ identity }: KnownDraft): Promise<Questions | null> {
    return (await formOf(identity.form)?.openQuestions(sources, identity)) ?? null;
  }
  return {
    async open(draft) {
      const questions = draft === null ? null : await asked(draft);
      return questions === null || isDone(questions, draft?.state) ? null : questions;
    },
    async any({ identity }) {
      const closed = () => formOf(identity.form)?.closedQuestions(sources, identity);
      return (await asked({ identity })) ?? (await closed()) ?? null;
    },
  };
}
