import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One packet of a recording, in file order. `dts` in seconds. */
export interface Packet {
  readonly kind: 'video' | 'audio';
  readonly dts: number;
  readonly bytes: number;
}

/** The packets of a recording as ffprobe sees them. */
export async function packetsOf(file: string): Promise<Packet[]> {
  const fields = ['-show_entries', 'packet=codec_type,dts_time,size', '-of', 'json'];
  const { stdout } = await run('ffprobe', ['-v', 'error', ...fields, file], { maxBuffer: 64 * 1024 * 1024 });
  const { packets } = JSON.parse(stdout) as {
    packets: { codec_type: Packet['kind']; dts_time: string; size: string }[];
  };
  return packets.map(({ codec_type, dts_time, size }) => ({
    kind: codec_type,
    dts: Number(dts_time),
    bytes: Number(size),
  }));
}
