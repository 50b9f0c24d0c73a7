/** Length of a prompt's id: 128 random bits as base64url. */
const PROMPT_LENGTH = 22;

/** Handle of the button at `place` of a card: the card's random id and the place. At most 25 characters. */
export function toHandle(prompt: string, place: number): string {
  return `${prompt}${place}`;
}

/** Takes a handle apart; one that we never made names no card. */
export function splitHandle(handle: string): { prompt: string; place: string } {
  return { prompt: handle.slice(0, PROMPT_LENGTH), place: handle.slice(PROMPT_LENGTH) };
}
