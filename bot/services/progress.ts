/** A sign of life for the terminal: `key` is a locale key, `details` fill its sentence. */
export interface ServiceProgress {
  key: string;
  details?: Readonly<Record<string, string | number>>;
}
