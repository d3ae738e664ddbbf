/** How codecs are called by people. What is not listed is shown as it is. */
const names: Readonly<Record<string, string>> = {
  avc: 'H.264',
  avc1: 'H.264',
  h264: 'H.264',
  hevc: 'HEVC',
  hvc1: 'HEVC',
  h265: 'HEVC',
  av1: 'AV1',
  av01: 'AV1',
  vp9: 'VP9',
  vp09: 'VP9',
  aac: 'AAC',
  mp4a: 'AAC',
  mp3: 'MP3',
  opus: 'Opus',
};

export const codecName = (codec: string): string => names[codec.toLowerCase()] ?? codec;
