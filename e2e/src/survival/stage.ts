import { type Node, type SettingOptions } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { type ProcessState } from '@mid-station/tools';
import { type Command } from '../rig/command.js';
import { type Encoder } from '../rig/encoder.js';
import { type InstallationOptions, TestInstallation } from '../rig/installation.js';
import { Owner } from '../rig/owner.js';
import { type Streamer } from '../rig/streamer.js';
import { WorkDir } from '../rig/work-dir.js';
import { Destination } from './destination.js';
import { Feed } from './feed.js';

/** Targets of every session. */
const TARGETS = 3;

/** A streamer whose encoder runs and whose targets all get it. The handle is the key at every destination. */
export interface Show {
  readonly streamer: Streamer;
  readonly encoder: Encoder;
  readonly key: string;
}

/** An installation with three destinations and a feed: what every test of survival starts from. */
export class Stage {
  private readonly owner = new Owner();
  installation!: TestInstallation;
  /** The launcher in the foreground. */
  launcher!: Command;
  destinations!: Destination[];
  feed!: Feed;
  folder!: WorkDir;

  /** `exclusive` of the destinations, the first ones, take one publisher of a key at a time. */
  async open(options: InstallationOptions = {}, { exclusive = 0 } = {}): Promise<void> {
    this.folder = await this.owner.own(WorkDir.make('survival'));
    this.installation = await this.owner.own(TestInstallation.prepare(options));
    const starting = Array.from({ length: TARGETS }, (_, index) =>
      this.owner.own(Destination.start({ isExclusive: index < exclusive })),
    );
    [this.launcher, this.feed, ...this.destinations] = await Promise.all([
      this.installation.launch(),
      Feed.make(`${this.folder.path}/feed.flv`),
      ...starting,
    ]);
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

  /** The process of the node that has the streamer's session. */
  async nodeOf({ streamer }: Show): Promise<ProcessState> {
    const { node } = await streamer.session();
    const process = (await this.installation.processes()).find(({ nodeId }) => nodeId === node?.id);
    if (!process) throw new Error(`no process of node ${node?.id}`);
    return process;
  }

  /** Resolves when so many nodes are ready, in the eyes of an operator: the first streamer of the installation. */
  async nodesReady(operator: Streamer, count: number): Promise<Node[]> {
    return eventually(async () => {
      const nodes = await operator.api.call('nodes', {});
      expect(nodes.filter(({ state }) => state === 'ready')).toHaveLength(count);
      return nodes;
    }, 30_000);
  }
}
