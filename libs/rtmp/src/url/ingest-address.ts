/** What a publisher's `app` and `tcUrl` say about whose address it uses: the first path segment of the app. */
export function ingestHandle(app: string): string {
  throw new Error(`not written yet ${app}`);
}
