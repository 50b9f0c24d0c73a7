import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { AppError } from './errors.ts';
import { createRandomBytes } from './random-bytes.ts';

/** Seals narrative text before it reaches a store, and opens it again. */
export interface KeyRing {
  /** Returns an envelope `v1.<key id>.<nonce>.<ciphertext>`; `context` must be given again to open it. */
  seal(text: string, context: string): string;
  /** Throws `envelope-unreadable` if the key is missing, the context differs or the envelope was changed. */
  open(envelope: string, context: string): string;
  /** Keyed digests of a text that is too short to be hashed alone: the first to be stored, any to be found by. */
  digests(text: string, context: string): string[];
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with the keys of `specification`: `id:base64,id:base64…`, 32 bytes each. The first seals, all
 * open, so a key is rotated by putting a new one in front. Throws `encryption-keys-invalid`.
 */
export function createKeyRing(specification: string): KeyRing {
  const keys = new Map(specification.split(',').map(parseKey));
  const activeId = keys.keys().next().value as string;
  const activeKey = keys.get(activeId) as KeyObject;
  const nextNonce = createRandomBytes(NONCE_BYTES);
  return {
    seal(text, context) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', activeKey, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${activeId}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
    },
    open(envelope, context) {
      const [version, id = '', nonce = '', sealed = ''] = envelope.split('.');
      const key = keys.get(id);
      if (version !== 'v1' || key === undefined) throw unreadable(`no key "${id}"`);
      return decrypt({ key, nonce, sealed, context });
    },
    digests(text, context) {
      return [...keys.values()].map((key) =>
        createHmac('sha256', key).update(`digest/${context}/${text}`).digest('base64url'),
      );
    },
  };
}

/** A new random key ring of one key, as `createKeyRing` reads it. */
export function generateKeyRing(): string {
  return `k1:${randomBytes(KEY_BYTES).toString('base64')}`;
}

function decrypt(parts: { key: KeyObject; nonce: string; sealed: string; context: string }): string {
  const bytes = Buffer.from(parts.sealed, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', parts.key, Buffer.from(parts.nonce, 'base64url'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(parts.context)).setAuthTag(bytes.subarray(-TAG_BYTES));
    return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw unreadable('wrong key, context or a changed envelope', cause);
  }
}

function unreadable(why: string, cause?: unknown): AppError {
  return new AppError('envelope-unreadable', { message: `A sealed text cannot be opened: ${why}`, cause });
}

function parseKey(entry: string): [string, KeyObject] {
  const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/=_-]+)$/.exec(entry.trim());
  const key = Buffer.from(match?.[2] ?? '', 'base64');
  if (match?.[1] === undefined || key.length !== KEY_BYTES) {
    throw new AppError('encryption-keys-invalid', {
      message: 'ENCRYPTION_KEYS must be id:base64 pairs of 32-byte keys, separated by commas',
    });
  }
  return [match[1], createSecretKey(key)];
}
