import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Makes an FLV file with a moving picture and a tone. */
export async function makeFlv(
  file: string,
  options: { seconds: number; video?: boolean; audio?: boolean },
): Promise<void> {
  const { seconds, video = true, audio = true } = options;
  const inputs = [
    ...(video ? ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=30'] : []),
    ...(audio ? ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'] : []),
  ];
  const codecs = [
    ...(video ? ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '30', '-bf', '2', '-b:v', '1500k'] : []),
    ...(audio ? ['-c:a', 'aac', '-ac', '2'] : []),
  ];
  await ffmpeg([...inputs, ...codecs, '-t', String(seconds), '-f', 'flv', file]);
}

/** Runs ffmpeg to its end; rejects with what it printed when it fails. */
export async function ffmpeg(args: readonly string[]): Promise<string> {
  const { stdout } = await run('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...args]);
  return stdout;
}

/** Starts ffmpeg in the background. */
export function startFfmpeg(args: readonly string[]): ChildProcess {
  return spawn('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'error', ...args], { stdio: 'ignore' });
}

/** One line per packet of a file: stream, size and hash, in file order. */
export async function packetHashes(file: string): Promise<string[]> {
  const text = await ffmpeg(['-i', file, '-map', '0', '-c', 'copy', '-f', 'framehash', '-']);
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [stream, , , , size, hash] = line.split(',').map((field) => field.trim());
      return `${stream} ${size} ${hash}`;
    });
}
