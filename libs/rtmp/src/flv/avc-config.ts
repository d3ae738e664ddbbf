import { BitReader } from './bit-reader.js';
import { inspectVideo } from './video.js';

/** What an AVC sequence header says about the picture. */
export interface VideoConfig {
  /** As encoders name it, e.g. `High`; the number when it has no name here. */
  readonly profile: string;
  /** E.g. `4.1`. */
  readonly level: string;
  /** Pixels, after cropping. */
  readonly width: number;
  readonly height: number;
  /** Frames per second, when the stream states it. */
  readonly fps?: number;
}

const PROFILES: Readonly<Record<number, string>> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4 Predictive',
};

/** Profiles whose sequence parameter set carries chroma format and scaling lists (H.264, 7.3.2.1.1). */
const PROFILES_WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

const EXTENDED_SAMPLE_ASPECT_RATIO = 255;

/** Reads the sequence header message of an AVC stream; null when it is of another codec or damaged. */
export function parseAvcSequenceHeader(payload: Buffer): VideoConfig | null {
  const info = inspectVideo(payload);
  if (info.codec !== 'avc' || !info.isSequenceHeader || info.isMultitrack) return null;
  const record = payload.subarray(5); // both header forms take five bytes
  const spsAt = 8;
  if (record.length < spsAt || (record[5]! & 0x1f) === 0) return null;
  const sps = record.subarray(spsAt, spsAt + record.readUInt16BE(6));
  return sps.length > 4 ? readSps(removeEmulationPrevention(sps)) : null;
}

/** Drops the third byte of each 00 00 03 (H.264, 7.4.1). */
function removeEmulationPrevention(nal: Buffer): Uint8Array {
  return Uint8Array.from(nal.filter((byte, index) => !(byte === 3 && nal[index - 1] === 0 && nal[index - 2] === 0)));
}

/** Sequence parameter set (H.264, 7.3.2.1.1). */
function readSps(sps: Uint8Array): VideoConfig | null {
  const [, profileIdc = 0, , levelIdc = 0] = sps;
  const reader = new BitReader(sps.subarray(4));
  reader.unsignedGolomb(); // seq_parameter_set_id
  const chroma = PROFILES_WITH_CHROMA.has(profileIdc) ? readChroma(reader) : 1;
  reader.unsignedGolomb(); // log2_max_frame_num_minus4
  skipPictureOrderCount(reader);
  reader.unsignedGolomb(); // max_num_ref_frames
  reader.flag(); // gaps_in_frame_num_value_allowed_flag
  const size = readSize(reader, chroma);
  const fps = reader.flag() ? readFrameRate(reader) : undefined;
  if (reader.isPastEnd || size.width <= 0 || size.height <= 0) return null;
  const level = `${Math.floor(levelIdc / 10)}.${levelIdc % 10}`;
  return { profile: PROFILES[profileIdc] ?? String(profileIdc), level, ...size, ...(fps !== undefined && { fps }) };
}

/** Returns chroma_format_idc. */
function readChroma(reader: BitReader): number {
  const chroma = reader.unsignedGolomb();
  if (chroma === 3) reader.flag(); // separate_colour_plane_flag
  reader.unsignedGolomb(); // bit_depth_luma_minus8
  reader.unsignedGolomb(); // bit_depth_chroma_minus8
  reader.flag(); // qpprime_y_zero_transform_bypass_flag
  if (!reader.flag()) return chroma;
  for (let list = 0; list < (chroma === 3 ? 12 : 8); list++) {
    if (reader.flag()) skipScalingList(reader, list < 6 ? 16 : 64);
  }
  return chroma;
}

function skipScalingList(reader: BitReader, size: number): void {
  let scale = 8;
  for (let index = 0; index < size && scale !== 0; index++) scale = (scale + reader.signedGolomb() + 256) % 256;
}

function skipPictureOrderCount(reader: BitReader): void {
  const kind = reader.unsignedGolomb();
  if (kind === 0) {
    reader.unsignedGolomb(); // log2_max_pic_order_cnt_lsb_minus4
  } else if (kind === 1) {
    reader.flag(); // delta_pic_order_always_zero_flag
    reader.signedGolomb();
    reader.signedGolomb();
    const cycle = reader.unsignedGolomb();
    for (let index = 0; index < cycle && !reader.isPastEnd; index++) reader.signedGolomb();
  }
}

function readSize(reader: BitReader, chroma: number): { width: number; height: number } {
  const widthInBlocks = reader.unsignedGolomb() + 1;
  const heightInUnits = reader.unsignedGolomb() + 1;
  const isFrameOnly = reader.flag();
  if (!isFrameOnly) reader.flag(); // mb_adaptive_frame_field_flag
  reader.flag(); // direct_8x8_inference_flag
  const crop = reader.flag() ? [1, 2, 3, 4].map(() => reader.unsignedGolomb()) : [0, 0, 0, 0];
  const fieldFactor = isFrameOnly ? 1 : 2;
  const cropX = chroma === 1 || chroma === 2 ? 2 : 1;
  const cropY = (chroma === 1 ? 2 : 1) * fieldFactor;
  return {
    width: widthInBlocks * 16 - (crop[0]! + crop[1]!) * cropX,
    height: heightInUnits * 16 * fieldFactor - (crop[2]! + crop[3]!) * cropY,
  };
}

/** Video usability information up to its timing (H.264, E.1.1). */
function readFrameRate(reader: BitReader): number | undefined {
  if (reader.flag() && reader.bits(8) === EXTENDED_SAMPLE_ASPECT_RATIO) reader.bits(32);
  if (reader.flag()) reader.flag(); // overscan
  if (reader.flag()) {
    reader.bits(4); // video_format, video_full_range_flag
    if (reader.flag()) reader.bits(24); // colour description
  }
  if (reader.flag()) {
    reader.unsignedGolomb(); // chroma_sample_loc_type
    reader.unsignedGolomb();
  }
  if (!reader.flag()) return undefined;
  const unitsInTick = reader.bits(32);
  const timeScale = reader.bits(32);
  return unitsInTick > 0 && timeScale > 0 ? timeScale / (2 * unitsInTick) : undefined;
}
