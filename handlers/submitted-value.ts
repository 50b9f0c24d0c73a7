import type { Text } from '../flows/definition.ts';
import type { FileReference } from '../flows/engine/state.ts';

/** The value of one answer as a submission keeps it: complete in itself, with the labels as they were. */
export type SubmittedValue =
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'choice'; value: string; label: Text }
  | { kind: 'choices'; values: readonly { value: string; label: Text }[] }
  | { kind: 'number'; value: number }
  | { kind: 'date'; value: string }
  | { kind: 'attachment'; files: readonly FileReference[] }
  | { kind: 'confirm' }
  | { kind: 'skipped' }
  /** The question was asked and left open. */
  | { kind: 'none' };
