/** What a trial left wrong, each with who it concerns. Nothing of it may be. */
export interface Findings {
  /** Answers that were sent and are not stored where they belong, as they were sent. */
  lost: string[];
  /** What is stored twice, or as an answer though it was none; submissions that were recorded twice. */
  doubled: string[];
  /** People without a next question, entries and jobs that nothing moves any more. */
  stuck: string[];
  /** People who were told what is not so, or not told what they have to know. */
  misled: string[];
  /** Logs that hold the bot's token, an invitation or a person's words. */
  leaked: string[];
}

/** How much may be missing: of answers sent since, and only from members who were told. */
export interface Tolerance {
  missingSince?: number;
}
