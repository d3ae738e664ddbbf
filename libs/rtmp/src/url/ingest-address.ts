/**
 * Whose ingest address a publisher uses: the first path segment of the `app` it connected to, without the slashes that
 * encoders put before it. What follows a slash or a question mark is an instance name or query. Empty when there is none.
 */
export function ingestHandle(app: string): string {
  return /^\/*([^/?]*)/.exec(app)![1]!;
}
