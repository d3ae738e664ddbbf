/** Reads bits, most significant first. Past the end it reads zeros and says so. */
export class BitReader {
  private position = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isPastEnd(): boolean {
    return this.position > this.bytes.length * 8;
  }

  /** @param count at most 32 */
  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) value = value * 2 + this.bit();
    return value;
  }

  flag(): boolean {
    return this.bit() === 1;
  }

  /** Unsigned Exp-Golomb code (H.264, 9.1). */
  unsignedGolomb(): number {
    let zeros = 0;
    while (zeros < 32 && !this.isPastEnd && this.bit() === 0) zeros++;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** Signed Exp-Golomb code (H.264, 9.1.1). */
  signedGolomb(): number {
    const code = this.unsignedGolomb();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }

  private bit(): number {
    const byte = this.bytes[this.position >> 3] ?? 0;
    const bit = (byte >> (7 - (this.position & 7))) & 1;
    this.position++;
    return bit;
  }
}
