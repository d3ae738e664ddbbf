import { AppError } from '@mid-station/contracts';
import type Mpegts from 'mpegts.js';
import { onFirstPicture } from './first-picture.js';
import { PictureWatch } from './picture-watch.js';
import { playerConfig, verdictOn, type PlayerFailure } from './player-config.js';
import { socketLoader } from './socket-loader.js';

/** How often is looked at whether pictures come, in milliseconds. */
const WATCH_EVERY_MS = 500;
/** First and longest pause before another ticket is asked for, in milliseconds. */
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 4_000;

export type PlayerState = 'connecting' | 'playing' | 'reconnecting' | 'unsupported' | 'no-player';

export interface PlayerOptions {
  readonly video: HTMLVideoElement;
  /** Asks for a fresh address; each holds a ticket that is good for a short while. */
  readonly address: () => Promise<string>;
  readonly onState: (state: PlayerState) => void;
}

/** Loads the player's script: called early, when somebody is about to press play. */
export const loadPlayer = async (): Promise<typeof Mpegts> => (await import('mpegts.js')).default;

/**
 * Plays the live FLV stream into a video element and keeps doing so: an ended, broken or stalled connection is opened
 * again with a fresh address until `close`. What a browser cannot play ends it, with a state that says so; the end of the
 * sign-in ends it, and the page with it.
 */
export class PreviewPlayer {
  /** Whether pictures should be coming; without an encoder their absence is no fault of the connection. */
  expecting = true;
  private player: Mpegts.Player | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private forgetFirst: () => void = () => undefined;
  private failures = 0;
  private isMoving = false;
  private closed = false;

  constructor(private readonly options: PlayerOptions) {
    options.onState('connecting');
    void this.open();
  }

  /** How far the picture is behind what has arrived, in seconds; null while it stands. */
  get behind(): number | null {
    if (!this.isMoving) return null;
    const { buffered, currentTime } = this.options.video;
    return buffered.length === 0 ? null : Math.max(0, buffered.end(buffered.length - 1) - currentTime);
  }

  /** Ends playing for good and frees the connection. */
  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    this.release();
  }

  private async open(): Promise<void> {
    try {
      const [mpegts, url] = await Promise.all([loadPlayer(), this.options.address()]);
      if (this.closed) return;
      if (mpegts.isSupported()) this.play(mpegts, url);
      else this.giveUp('no-player');
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthenticated') this.close();
      else this.reopen();
    }
  }

  private play(mpegts: typeof Mpegts, url: string): void {
    mpegts.LoggingControl.enableAll = false;
    const pictures = new PictureWatch(this.options.video.currentTime);
    const player = mpegts.createPlayer(
      { type: 'flv', isLive: true, url },
      { ...playerConfig, customLoader: socketLoader(mpegts, () => pictures.heard()) },
    );
    this.player = player;
    player.on(mpegts.Events.ERROR, (_type: string, detail: string, info: PlayerFailure) =>
      this.afterwards(player, () =>
        verdictOn(detail, info) === 'unsupported' ? this.giveUp('unsupported') : this.reopen(),
      ),
    );
    player.on(mpegts.Events.LOADING_COMPLETE, () => this.afterwards(player, () => this.reopen()));
    player.attachMediaElement(this.options.video);
    this.forgetFirst = onFirstPicture(this.options.video, () => this.options.onState('playing'));
    player.load();
    this.watch = setInterval(() => this.look(pictures), WATCH_EVERY_MS);
    // Refused play is shown by the element itself: muted playback that a click asked for is always allowed.
    Promise.resolve(player.play()).catch(() => undefined);
  }

  /** Acts on a player's event once the player is done telling it: destroyed in between, it would trip over itself. */
  private afterwards(player: Mpegts.Player, act: () => void): void {
    setTimeout(() => {
      if (this.player === player) act();
    });
  }

  private look(pictures: PictureWatch): void {
    const { video, onState } = this.options;
    if (video.paused) void video.play().catch(() => undefined);
    const verdict = pictures.look(video.currentTime, this.expecting);
    this.isMoving = verdict === 'moving';
    if (verdict === 'dead') return this.reopen();
    if (verdict === 'waiting') return;
    this.failures = 0;
    // Time moves before there is a picture; sound alone has none to wait for.
    if (video.readyState >= video.HAVE_CURRENT_DATA && video.videoWidth === 0) onState('playing');
  }

  private reopen(): void {
    if (this.closed) return;
    this.release();
    this.options.onState('reconnecting');
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.open(), Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** this.failures++));
  }

  private giveUp(state: PlayerState): void {
    this.close();
    this.options.onState(state);
  }

  private release(): void {
    clearInterval(this.watch);
    this.isMoving = false;
    this.forgetFirst();
    this.player?.destroy();
    this.player = null;
  }
}
