import type { Receipt } from '../ports.ts';
import type { Translate } from '../words/context.ts';
import type { Response } from './situation.ts';

/** What a channel is told of an event whose response is committed. */
export function receiptOf(response: Response, t: Translate): Receipt {
  return {
    status: 'committed',
    ...(response.toast === undefined ? {} : { toast: t(`chat:toasts.${response.toast}`) }),
    ...(response.refused === true ? { refused: true } : {}),
    ...(isRefusedAsSecret(response) ? { withhold: true } : {}),
  };
}

function isRefusedAsSecret({ outputs }: Response): boolean {
  return outputs.some(({ output }) => 'problem' in output && output.problem?.code === 'secret');
}
