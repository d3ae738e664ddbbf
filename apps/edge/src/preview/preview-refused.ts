/** A preview request that cannot be served, with the HTTP status and the sentence that says so. */
export class PreviewRefused extends Error {
  override readonly name = 'PreviewRefused';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
