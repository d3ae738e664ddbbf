import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { type LogFile } from '../launcher/process/log-file.js';

/** Frames a second, and between keyframes: the two seconds that platforms ask for. */
const FRAME_RATE = 30;
const KEYFRAME_EVERY = 60;

/** A moving test picture with a changing tone, streamed by ffmpeg as OBS would. Stop it to free the process. */
export class TestPicture {
  private readonly child: ChildProcess;
  /** Resolves when ffmpeg has ended, whoever ended it. */
  readonly ended: Promise<void>;

  constructor(server: string, streamKey: string, log: LogFile) {
    const descriptor = log.open();
    this.child = spawn('ffmpeg', [...source(), ...encoding(), '-f', 'flv', `${server}/${streamKey}`], {
      stdio: ['ignore', 'ignore', descriptor],
      detached: true, // Ctrl-C is for us: we end the encoder before we go offline
    });
    closeSync(descriptor);
    this.ended = new Promise((resolve) => {
      this.child.once('error', () => resolve()).once('exit', () => resolve());
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}

function source(): string[] {
  const picture = `testsrc2=size=1280x720:rate=${FRAME_RATE}`;
  const sound = 'sine=frequency=330:beep_factor=4:sample_rate=44100';
  return ['-hide_banner', '-loglevel', 'warning', '-re', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound];
}

function encoding(): string[] {
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'];
  const rate = ['-b:v', '2500k', '-maxrate', '2500k', '-bufsize', '5000k', '-g', String(KEYFRAME_EVERY)];
  return [...video, ...rate, '-c:a', 'aac', '-b:a', '128k', '-ac', '2'];
}
