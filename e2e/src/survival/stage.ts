import { type Node, type SettingOptions } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { type ProcessState } from '@mid-station/tools';
import { type Command } from '../rig/command.js';
import { type Encoder } from '../rig/encoder.js';
import { type InstallationOptions, TestInstallation } from '../rig/installation.js';
import { Owner } from '../rig/owner.js';
import { type Streamer } from '../rig/streamer.js';
import { WorkDir } from '../rig/work-dir.js';
import { Destination, isPicture } from './destination.js';
import { Feed } from './feed.js';

/** Targets of every session. */
const TARGETS = 3;

/** A streamer whose encoder runs and whose targets all get it. The handle is the key at every destination. */
export interface Show {
  readonly streamer: Streamer;
  readonly encoder: Encoder;
  readonly key: string;
}

/** An installation with three destinations and a feed, which all tests of survival share. */
export class Stage {
  private readonly owner = new Owner();
  installation!: TestInstallation;
  /** The launcher in the foreground. */
  launcher!: Command;
  destinations!: Destination[];
  feed!: Feed;
  folder!: WorkDir;
  /** The first account of the installation, which sees and drains nodes. */
  operator!: Streamer;

  async open(options: InstallationOptions = {}): Promise<void> {
    this.folder = await this.owner.own(WorkDir.make('survival'));
    this.installation = await this.owner.own(TestInstallation.prepare(options));
    const starting = Array.from({ length: TARGETS }, () => this.owner.own(Destination.start()));
    [this.launcher, this.feed, ...this.destinations] = await Promise.all([
      this.installation.launch(),
      Feed.make(`${this.folder.path}/feed.flv`),
      ...starting,
    ]);
    this.operator = await this.installation.streamer('olga');
  }

  async close(): Promise<void> {
    await this.owner.stop();
  }

  /** Makes an account, goes live and publishes the feed; resolves when every target shows it. */
  async show(handle: string, options: Partial<SettingOptions> = {}): Promise<Show> {
    const streamer = await this.installation.streamer(handle);
    const targets = this.destinations.map(({ url }) => ({ url, key: handle }));
    await streamer.useSetting(targets, { graceSeconds: 30, holdPolicy: 'freeze', ...options });
    await streamer.goLive();
    const encoder = await streamer.publish(this.feed.file, { loop: true });
    await this.allLive(streamer);
    return { streamer, encoder, key: handle };
  }

  /** The show is over, and its packets are forgotten. */
  async end({ streamer, key }: Pick<Show, 'streamer' | 'key'>): Promise<void> {
    await streamer.goOffline();
    await streamer.stopEncoders();
    for (const destination of this.destinations) destination.forget(key);
  }

  async allLive(streamer: Streamer, limitMs?: number): Promise<void> {
    await streamer.sees(({ state, targets }) => {
      expect([state, ...targets.map((target) => target.state)]).toEqual(['live', ...targets.map(() => 'live')]);
    }, limitMs);
  }

  /** Resolves when every destination has got a picture of this key after `moment`. */
  async picturesAfter(key: string, moment: number, limitMs?: number): Promise<void> {
    await eventually(() => {
      for (const destination of this.destinations) {
        expect(destination.newestPictureAt(key)).toBeGreaterThan(moment);
      }
    }, limitMs);
  }

  /** Does something that moves a session; resolves when every destination gets its pictures from another node. */
  async moves(key: string, what: () => unknown, limitMs = 30_000): Promise<void> {
    const before = this.destinations.map((destination) => destination.publications(key).length);
    await what();
    await eventually(() => {
      for (const [index, destination] of this.destinations.entries()) {
        const next = destination.publications(key).slice(before[index]);
        expect(next.some(({ packets }) => packets.some(isPicture))).toBe(true);
      }
    }, limitMs);
  }

  /** The process of the node that has the streamer's session. */
  async nodeOf({ streamer }: Show): Promise<ProcessState> {
    const { node } = await streamer.session();
    const process = (await this.installation.processes()).find(({ nodeId }) => nodeId === node?.id);
    if (!process) throw new Error(`no process of node ${node?.id}`);
    return process;
  }

  async nodes(): Promise<Node[]> {
    return this.operator.api.call('nodes', {});
  }

  /** Resolves when so many nodes are ready. */
  async nodesReady(count: number): Promise<Node[]> {
    return eventually(async () => {
      const nodes = await this.nodes();
      expect(nodes.filter(({ state }) => state === 'ready')).toHaveLength(count);
      return nodes;
    }, 30_000);
  }
}
