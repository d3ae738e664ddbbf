/** Builds chunks of every form by hand, independent of the writer under test. */
export interface ChunkHeader {
  readonly format: 0 | 1 | 2 | 3;
  readonly id: number;
  /** Content of the 24-bit field; 0xffffff announces `extended`. */
  readonly time?: number;
  readonly length?: number;
  readonly type?: number;
  readonly streamId?: number;
  readonly extended?: number;
  /** Bytes of the basic header; the shortest that fits when absent. */
  readonly form?: 1 | 2 | 3;
}

export function chunk(header: ChunkHeader, payload: Buffer | string = ''): Buffer {
  const parts = [basicHeader(header)];
  const { format, time = 0, length = payload.length, type = 9, streamId = 1, extended } = header;
  if (format <= 2) parts.push(uint(time, 3));
  if (format <= 1) parts.push(uint(length, 3), uint(type, 1));
  if (format === 0) parts.push(Buffer.from(uint(streamId, 4)).reverse());
  if (extended !== undefined) parts.push(uint(extended, 4));
  return Buffer.concat([...parts, Buffer.from(payload as string)]);
}

function basicHeader({ format, id, form = id < 64 ? 1 : id < 320 ? 2 : 3 }: ChunkHeader): Buffer {
  if (form === 1) return Buffer.from([(format << 6) | id]);
  if (form === 2) return Buffer.from([format << 6, id - 64]);
  return Buffer.from([(format << 6) | 1, (id - 64) & 0xff, (id - 64) >> 8]);
}

export function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

/** Control message on chunk stream 2. */
export function control(type: number, body: Buffer): Buffer {
  return chunk({ format: 0, id: 2, type, streamId: 0, length: body.length }, body);
}
