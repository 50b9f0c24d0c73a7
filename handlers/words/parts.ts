import { partsOf } from '../../flows/engine/turn.ts';
import type { BotOutput } from '../talk/output.ts';

/** Ids of the text parts that an output shows. */
export function partsIn(output: BotOutput): number[] {
  if (output.type === 'question' || output.type === 'answer') return partsOf(output.answer);
  if (output.type === 'unconfirmed') return output.text.map(({ id }) => id);
  return output.type === 'review' ? output.items.flatMap((item) => partsOf(item.answer)) : [];
}
