import { z } from 'zod';
import { optional, withDefault } from '../settings/setting.ts';

/** The settings of messengers. */
export const CHANNEL_SETTINGS = {
  /** Switches Telegram on. */
  TELEGRAM_BOT_TOKEN: optional(z.string().regex(/^\d+:[\w-]{30,}$/)),
  /** Another server of the Bot API, such as one of one's own. */
  TELEGRAM_API_ROOT: withDefault(
    z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    'https://api.telegram.org',
  ),
  /** Updates are pushed there; they are polled for if absent. */
  TELEGRAM_WEBHOOK_URL: optional(z.url({ protocol: /^https?$/ })),
  /** Proves that it is Telegram who pushes. */
  TELEGRAM_WEBHOOK_SECRET: optional(z.string()),
};
