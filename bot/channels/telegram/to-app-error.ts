import { AppError } from '../../../models/store/errors.ts';
import type { TelegramFailure } from './failure.ts';

/** A failure in the words of the product. Its details hold nothing that was written or is secret. */
export function toAppError(failure: TelegramFailure): AppError {
  const { message, method } = failure;
  const told = { message, details: { channel: 'Telegram', method, setting: 'TELEGRAM_BOT_TOKEN' } };
  switch (failure.kind) {
    case 'unreachable':
      return new AppError('chat-unreachable', told);
    case 'unauthorised':
      return new AppError('channel-unauthorised', told);
    case 'other-poller':
      return new AppError('channel-polled-elsewhere', told);
    case 'rate-limited':
      return new AppError('channel-busy', told);
    case 'temporary':
      return new AppError('channel-unreachable', told);
    default:
      return new AppError('channel-refused', told);
  }
}
