import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../../models/store/errors.ts';
import { CHANNEL_SETTINGS } from '../channels/settings.ts';
import { optional, withDefault } from './setting.ts';

/** The pack that comes with the product: Plan 58-KH/ĐUK of 2018. */
const PLAN_58 = fileURLToPath(new URL('../../flows/packs/plan-58-2018', import.meta.url));
/** Start of every Redis key of the product. */
export const KEY_PREFIX = 'kiemdiem:';

/** Addresses that this machine alone reaches. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

const Environment = z.object({
  /** `production` turns the web chat off and demands real servers and keys. */
  NODE_ENV: withDefault(z.enum(['development', 'test', 'production']), 'development'),
  /** What this process does: take in what people send, work in the background, or both. */
  ROLE: withDefault(z.enum(['all', 'bot', 'worker']), 'all'),
  /** The chat page for trying the bot, and with it the sample organisation. */
  CHAT_PAGE: withDefault(z.enum(['on', 'off']), 'on'),
  /** Address to listen on. */
  HOST: withDefault(z.string(), '127.0.0.1'),
  PORT: withDefault(z.coerce.number().int().min(0).max(65_535), 3058),
  /** Replaces the embedded Redis. */
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/ })),
  /** The operator's word for settings that Redis does not let be read: that it keeps what it confirms. */
  REDIS_DURABLE: optional(z.literal('yes')),
  /** Replaces the embedded MongoDB-compatible server; must be a replica set. */
  MONGODB_URI: optional(z.string().regex(/^mongodb(\+srv)?:\/\/.+/)),
  /** `id:base64,id:base64…`, 32 bytes each; the first seals. Made and kept in SERVICES_DIR if absent. */
  ENCRYPTION_KEYS: optional(z.string()),
  /** Where the embedded servers, their data, the key file and the logs live. */
  SERVICES_DIR: withDefault(z.string(), fileURLToPath(new URL('../../.services', import.meta.url))),
  /** Pack of the sample organisation's open cycle, a folder or a file; the plan's own if absent. */
  SAMPLE_PACK: withDefault(z.string(), PLAN_58),
  /** What a caller of `/metrics` has to show; without it there is no such page in production or beyond loopback. */
  METRICS_TOKEN: optional(z.string().regex(/^[\w-]{32,256}$/)),
  LOG_LEVEL: withDefault(z.enum(['debug', 'info', 'warn', 'error']), 'info'),
  ...CHANNEL_SETTINGS,
});

/** The settings, each read from the environment variable of its name; `docs/settings.md` explains them. */
export type Config = z.infer<typeof Environment> & {
  /** Whether the chat page for trying the bot is on. */
  webChat: boolean;
};

export const SETTINGS = Object.keys(Environment.shape);

/** Reads and checks the settings. Throws `setting-invalid` with every wrong one named. */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  const result = Environment.safeParse(environment);
  if (!result.success) {
    throw settingInvalid([...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
  }
  const isProduction = result.data.NODE_ENV === 'production';
  const config = { ...result.data, webChat: !isProduction && result.data.CHAT_PAGE === 'on' };
  if (config.webChat && !LOOPBACK.includes(config.HOST)) {
    throw new AppError('host-not-loopback', {
      message: 'The web chat listens on loopback only',
      details: { host: config.HOST },
    });
  }
  if (!isProduction && config.ROLE !== 'all') {
    throw new AppError('role-needs-production', {
      message: 'What runs for trying is one process',
      details: { role: config.ROLE },
    });
  }
  if (isProduction) demandProductionSettings(config);
  return config;
}

function demandProductionSettings(config: z.infer<typeof Environment>): void {
  const missing = (['REDIS_URL', 'MONGODB_URI', 'ENCRYPTION_KEYS'] as const).filter(
    (name) => config[name] === undefined,
  );
  if (missing.length === 0) return;
  throw new AppError('setting-missing', {
    message: 'Production needs its own servers and keys',
    details: { names: missing.join(', ') },
  });
}

function settingInvalid(names: readonly string[]): AppError {
  return new AppError('setting-invalid', {
    message: 'A setting has a value that it cannot have',
    details: { names: names.join(', ') },
  });
}
