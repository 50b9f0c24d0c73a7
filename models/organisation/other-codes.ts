import { Schema } from 'mongoose';

/** Another code that lists have for a unit, a collective or a person: the office said once that it is the same. */
export interface OtherCode {
  code: string;
  /** `YYYY-MM-DD` of the import at which that was said. */
  since: string;
}

/** What has a code, and may have others in lists. */
export interface Coded {
  _id: string;
  otherCodes?: OtherCode[];
}

/** The schema of `otherCodes`; not there where there are none. */
export const otherCodesField = {
  type: [
    new Schema<OtherCode>(
      { code: { type: String, required: true }, since: { type: String, required: true } },
      { _id: false },
    ),
  ],
  default: undefined,
};
