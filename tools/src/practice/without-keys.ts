/** A line of the practice destination's log without the names of streams, which are the keys they were published with. */
export function withoutKeys(line: string): string {
  return line.replaceAll(/(\/[^\s/]+)\/\S+/g, '$1/…');
}
