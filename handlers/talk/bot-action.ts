import type { Action } from '../../flows/engine/events.ts';
import type { Language } from '../../flows/forms/definition.ts';

/** Values that a screen or a form is opened with, such as the page of a list. */
export type ScreenParams = Readonly<Record<string, string | number>>;

/** What can be pressed or typed anywhere: the ways of a form's flow, and those outside of it. */
export type BotAction =
  | Action
  | { do: 'open'; screen: string; params?: ScreenParams }
  /** Begins a form of the catalogue or goes on with it, and takes a way of its flow there if `way` names one. */
  | { do: 'begin'; form: string; params?: ScreenParams; way?: Action }
  | { do: 'language'; to: Language }
  | { do: 'unlink' };
