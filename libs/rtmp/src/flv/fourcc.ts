/** The four characters of a codec name as the number that stands in the stream. */
export function fourCc(name: string): number {
  return Buffer.from(name, 'latin1').readUInt32BE(0);
}
