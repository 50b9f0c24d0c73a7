import type { DraftIdentity } from '../../models/review/draft.ts';
import { formOf } from '../forms/catalogue.ts';
import type { Questions } from './questions.ts';
import type { Sources } from './sources.ts';

/** Finds what drafts are asked. */
export interface FindQuestions {
  /** Null for a draft that its author is not asked to work at any longer, and where there is no draft. */
  open(draft: { identity: DraftIdentity } | null): Promise<Questions | null>;
  /** The same, or what the draft was asked last; null where that is not known. */
  any(draft: { identity: DraftIdentity }): Promise<Questions | null>;
}

export function createFindQuestions(sources: Sources): FindQuestions {
  async function open(draft: { identity: DraftIdentity } | null): Promise<Questions | null> {
    if (draft === null) return null;
    return (await formOf(draft.identity.form)?.openQuestions(sources, draft.identity)) ?? null;
  }
  return {
    open,
    async any(draft) {
      const { identity } = draft;
      return (await open(draft)) ?? (await formOf(identity.form)?.closedQuestions(sources, identity)) ?? null;
    },
  };
}
