import type { CreateTarget, Session, SettingOptions, Target } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import type { ApiClient } from '@mid-station/tools';
import { Encoder } from './encoder.js';

const PASSWORD = 'correct horse battery staple';

/** One streamer: an account, its setting and targets, its encoder. */
export class Streamer {
  private readonly encoders: Encoder[] = [];

  private constructor(
    readonly api: ApiClient,
    readonly handle: string,
  ) {}

  static async register(api: ApiClient, handle: string): Promise<Streamer> {
    await api.register(handle, PASSWORD);
    return new Streamer(api, handle);
  }

  static async signIn(api: ApiClient, handle: string): Promise<Streamer> {
    await api.signIn(handle, PASSWORD);
    return new Streamer(api, handle);
  }

  readonly password = PASSWORD;

  /** Makes a setting with these targets, with `defaults` without any option, and activates it; answers the targets in order. */
  async useSetting(
    targets: (Pick<CreateTarget, 'url' | 'key'> & Partial<CreateTarget>)[],
    options: Partial<SettingOptions> | 'defaults' = {},
  ): Promise<Target[]> {
    const name = `setting ${Math.random().toString(36).slice(2)}`;
    const quick = { graceSeconds: 0, holdPolicy: 'end', autoLive: false } as const;
    const setting = await this.api.call('createSetting', {
      body: options === 'defaults' ? { name } : { name, options: { ...quick, ...options } },
    });
    const made: Target[] = [];
    for (const [index, target] of targets.entries()) {
      const body = { name: `target ${index + 1}`, platform: 'custom' as const, ...target };
      made.push(await this.api.call('createTarget', { params: { id: setting.id }, body }));
    }
    await this.api.call('activateSetting', { params: { id: setting.id }, body: { active: true } });
    return made;
  }

  async goLive(): Promise<Session> {
    return this.api.call('goLive', {});
  }

  async goOffline(): Promise<Session | null> {
    return this.api.call('goOffline', {});
  }

  /** The current session; fails when there is none. */
  async session(): Promise<Session> {
    const session = await this.api.call('live', {});
    if (!session) throw new Error(`${this.handle} is not live`);
    return session;
  }

  /** Waits until the session passes these expectations. */
  async sees(expectations: (session: Session) => void, limitMs?: number): Promise<Session> {
    return eventually(async () => {
      const session = await this.session();
      expectations(session);
      return session;
    }, limitMs);
  }

  /** Where an encoder publishes: server and key in one URL. */
  async publishUrl(): Promise<string> {
    const { servers, streamKey } = await this.api.call('ingest', {});
    return `${servers.rtmp}/${streamKey}`;
  }

  /** Publishes a file in real time, over and over with `loop`. */
  async publish(feed: string, options: { loop?: boolean } = {}): Promise<Encoder> {
    const encoder = new Encoder(feed, await this.publishUrl(), options);
    this.encoders.push(encoder);
    return encoder;
  }

  async stopEncoders(): Promise<void> {
    await Promise.all(this.encoders.map((encoder) => encoder.stop()));
  }
}
