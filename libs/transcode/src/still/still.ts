import { flvHeader, flvTag, MessageType } from '@mid-station/rtmp';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { PassThrough, Readable } from 'node:stream';
import { STILL_BYTES_MAX, STILL_NICENESS, STILL_TIMEOUT_MS, STILL_WIDTH } from './limits.js';

/** A picture that decodes on its own: FLV video message bodies. The header is null for codecs without one. */
export interface Keyframe {
  readonly header: Buffer | null;
  readonly frame: Buffer;
}

export interface StillOptions {
  /** Pixels; the height follows. A smaller picture is not enlarged. */
  readonly width?: number;
  /** Ends the work; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** No picture came out: the bytes do not decode, ffmpeg is missing, or it took too long. */
export class StillFailed extends Error {
  override readonly name = 'StillFailed';
}

/**
 * Makes a JPEG of a keyframe. One short-lived ffmpeg process per call; it is killed when the time is up or the signal
 * says so. Rejects with StillFailed.
 */
export async function stillOf(keyframe: Keyframe, options: StillOptions = {}): Promise<Buffer> {
  const { width = STILL_WIDTH, signal, timeoutMs = STILL_TIMEOUT_MS } = options;
  signal?.throwIfAborted();
  const command = ffmpeg(Readable.from([flvOf(keyframe)]), { niceness: STILL_NICENESS })
    .inputFormat('flv')
    .inputOptions('-threads 1')
    .frames(1)
    .videoFilters(`scale='min(${width},iw)':-2`)
    .outputFormat('mjpeg');
  const deadline = AbortSignal.timeout(timeoutMs);
  const picture = run(command, signal ? AbortSignal.any([signal, deadline]) : deadline);
  try {
    return await picture;
  } catch (error) {
    signal?.throwIfAborted();
    throw deadline.aborted ? new StillFailed(`no picture within ${timeoutMs} ms`) : error;
  }
}

function flvOf({ header, frame }: Keyframe): Buffer {
  const tags = [header, frame].flatMap((payload) =>
    payload ? [flvTag({ type: MessageType.Video, timestamp: 0, payload })] : [],
  );
  return Buffer.concat([flvHeader({ video: true, audio: false }), ...tags]);
}

/** Resolves with what the command writes; after a kill it rejects once the process is gone. */
function run(command: FfmpegCommand, signal: AbortSignal): Promise<Buffer> {
  const kill = (): void => {
    command.kill('SIGKILL');
  };
  // fluent-ffmpeg takes the end of its output for a failure when ffmpeg itself ends 20 ms later, as on a busy machine.
  const output = new PassThrough({ emitClose: false });
  const result = new Promise<Buffer>((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    output.on('data', (part: Buffer) => {
      parts.push(part);
      size += part.length;
      if (size > STILL_BYTES_MAX) kill();
    });
    command.once('error', (error: Error) => reject(new StillFailed(`ffmpeg made no picture: ${error.message}`)));
    command.once('end', () => (size > 0 ? resolve(Buffer.concat(parts)) : reject(new StillFailed('no picture in it'))));
  });
  // Before the process is there, a kill would be lost.
  command.once('start', () => (signal.aborted ? kill() : signal.addEventListener('abort', kill)));
  command.pipe(output);
  return result.finally(() => signal.removeEventListener('abort', kill));
}
