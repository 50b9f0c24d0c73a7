import type { QuestionKind } from '../support/written-pack.ts';

/** What a member is asked in a trial. */
export const KINDS: readonly QuestionKind[] = ['long', 'long', 'files', 'long', 'options', 'long'];
