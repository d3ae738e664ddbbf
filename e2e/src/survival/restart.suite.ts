import { eventually } from '@mid-station/service/testing';
import { Encoder } from '../rig/encoder.js';
import { expectOneAtATime, tell } from './figures.js';
import { type Show, type Stage } from './stage.js';

const SHOWS = 2;
/** Milliseconds between two attempts of an encoder to reconnect: what OBS waits first. */
const RECONNECT_MS = 2_000;

/** An encoder that connects again whenever it is disconnected, as OBS does. Owns the encoder of the moment. */
class PatientEncoder {
  private encoder: Encoder | undefined;
  private isStopped = false;
  private readonly over: Promise<void>;

  constructor(
    private readonly feed: string,
    private readonly url: string,
  ) {
    this.over = this.run();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.encoder?.stop();
    await this.over;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      this.encoder = new Encoder(this.feed, this.url, { loop: true });
      await this.encoder.ended;
      if (!this.isStopped) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }
}

export function restart(stage: Stage): void {
  describe('the whole installation, restarted under live encoders', () => {
    const encoders: PatientEncoder[] = [];
    let shows: Show[];

    beforeAll(async () => {
      shows = [];
      for (let index = 0; index < SHOWS; index++) shows.push(await stage.show(`streamer-${index}`));
      for (const { streamer, encoder } of shows) {
        encoders.push(new PatientEncoder(stage.feed.file, await streamer.publishUrl()));
        await encoder.ended; // the newcomer took over
        await stage.allLive(streamer);
      }
    }, 120_000);

    afterAll(async () => {
      await Promise.all(encoders.map((encoder) => encoder.stop()));
    });

    const expectAllBack = async (how: string, from: number): Promise<void> => {
      const ready = performance.now();
      for (const { key } of shows) await stage.picturesAfter(key, ready, 30_000);
      const back = performance.now();
      for (const { streamer } of shows) await stage.allLive(streamer, 30_000);
      tell(`the installation is restarted: ${how}`, {
        sessions: SHOWS,
        'media at every target again ms after ready': back - ready,
        'ms in all': back - from,
      });
      for (const { key } of shows) {
        for (const destination of stage.destinations) expectOneAtATime(destination.publications(key));
      }
    };

    it('in an orderly way: its sessions come back by themselves', async () => {
      const sessions = await Promise.all(shows.map(({ streamer }) => streamer.session()));
      const from = performance.now();
      expect(await stage.installation.interrupt()).toEqual({ code: 0, signal: null });
      await stage.installation.launch();
      await expectAllBack('Ctrl-C and started again', from);
      for (const [index, { streamer }] of shows.entries()) {
        expect(await streamer.session()).toMatchObject({ id: sessions[index]!.id });
      }
    }, 120_000);

    it('by a power cut: its sessions come back by themselves, and can be stopped', async () => {
      const from = performance.now();
      const processes = await stage.installation.processes();
      await stage.installation.cutPower();
      expect(processes.length).toBeGreaterThan(0);
      await stage.installation.launch();
      await expectAllBack('killed and started again', from);
      for (const { streamer } of shows) {
        expect(await streamer.goOffline()).toMatchObject({ state: 'ended', endReason: 'stopped_by_user' });
      }
      await eventually(() => {
        for (const { key } of shows) {
          for (const destination of stage.destinations) {
            expect(destination.publications(key).filter(({ endedAt }) => endedAt === null)).toEqual([]);
          }
        }
      });
    }, 120_000);
  });
}
