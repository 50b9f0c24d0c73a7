/** Version of the notice that people agree to (`chat:privacy` in the locales); a new one when its meaning changes. */
export const CONSENT_VERSION = '2026-11';
