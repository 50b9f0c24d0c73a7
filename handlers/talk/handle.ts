/** Length of a card's id: 128 random bits as base64url. */
const CARD_LENGTH = 22;

/** Handle of the button at `place` of a card: the card's random id and the place. At most 25 characters. */
export function toHandle(card: string, place: number): string {
  return `${card}${place}`;
}

/** Takes a handle apart; one that we never made names no card. */
export function splitHandle(handle: string): { card: string; place: string } {
  return { card: handle.slice(0, CARD_LENGTH), place: handle.slice(CARD_LENGTH) };
}
