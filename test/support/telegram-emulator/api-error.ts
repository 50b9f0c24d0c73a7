/** An error that the Bot API answers, with its words. */
export class ApiError extends Error {
  readonly status: number;
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined;

  constructor(status: number, description: string, parameters?: ApiError['parameters']) {
    super(description);
    this.status = status;
    this.parameters = parameters;
  }
}

/** A call that is wrong, in the API's own words. */
export function badRequest(reason: string): ApiError {
  return new ApiError(400, `Bad Request: ${reason}`);
}
