import type { Actor } from '../../models/policies/actor.ts';
import type { Block } from '../ports.ts';
import type { PersonSources } from '../queries/sources.ts';
import type { BotAction, ScreenParams } from '../talk/bot-action.ts';
import type { PresentContext } from '../words/context.ts';

/** What a screen is opened with, and the person whose things it shows: the reader, where the ways to it name no other. */
export type ScreenSubject = ScreenParams & { person: string };

/** The ways on that a screen offers. */
export interface ScreenOffers {
  choices?: readonly BotAction[];
  actions: readonly BotAction[];
  /** Understood where their words are typed, also where no button offers them. */
  typed?: readonly BotAction[];
}

/**
 * A card that shows something and changes nothing. It is loaded, then shown by a pure function; showing it again is
 * loading it again. `Facts` are small and plain JSON, since they wait sealed until they are sent.
 */
export interface Screen<Facts = unknown> {
  /** Whether the reader may see it: a sentence of `models/policies`, asked each time before it is loaded. */
  policy(actor: Actor, subject: ScreenSubject): boolean;
  /** Its policy goes by the reader's posts, so it needs the system of record. Other policies are asked without posts. */
  readsPosts?: true;
  /**
   * Rejects while what it needs is away; the person is told so and can try again. `draft-unreadable` says that a draft
   * which it tells of cannot be read.
   */
  load(context: PersonSources, params: ScreenSubject): Facts | Promise<Facts>;
  offers(facts: Facts, where: { canResume: boolean }): ScreenOffers;
  blocks(facts: Facts, context: PresentContext): Block[];
  /** What is written on the button of an action, as a name below `chat:actions`, where it is not its word. */
  label?(action: BotAction, facts: Facts): string | undefined;
  /** What is written on the button of a choice that opens something. */
  choice?(action: BotAction, facts: Facts, context: PresentContext): string;
  /** Typed text is looked for: the screen is shown again with it as `search` among its params. */
  takesSearch?: true;
  /** The screen on which what was looked for is shown, where that is another one. */
  searchedAt?: string;
  /** A form is begun from here: typed text is refused here, beside that way on, and not at home. */
  leadsToForm?: true;
  /** Messengers list it in their menus, with its command and description below `chat:menu`. */
  inMenu?: true;
  /** It is waited for however long it takes: what it needs goes by what was known last while the record is away. */
  isAwaited?: true;
  /** Typed text goes on to the question in front while this is shown. */
  isAside?: true;
}

/** Defines a screen with the type of its facts, which the catalogue does not know. */
export function defineScreen<Facts>(screen: Screen<Facts>): Screen {
  return screen as Screen;
}

/** Opens a screen of the catalogue. */
export function open(screen: string): BotAction {
  return { do: 'open', screen };
}
