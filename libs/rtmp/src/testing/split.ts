/** Every way to cut a buffer in two, and the cut into single bytes. */
export function splits(bytes: Buffer): Buffer[][] {
  const inTwo = Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
  const single = Array.from(bytes, (byte) => Buffer.from([byte]));
  return [[bytes], ...inTwo, single];
}
