/**
 * Whose ingest address a publisher uses: the first path segment of the `app` it connected to, as sent. What follows a
 * slash or a question mark is an instance name or query that encoders add. Empty when there is none.
 */
export function ingestHandle(app: string): string {
  return /^[^/?]*/.exec(app)![0];
}
