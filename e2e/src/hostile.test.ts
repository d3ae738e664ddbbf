import { encodeProxyHeader } from '@mid-station/rtmp';
import {
  aggregateEntry,
  ATTACKS_AFTER_PUBLISH,
  ATTACKS_BEFORE_CONNECT,
  chunk,
  control,
  dialLocal,
  type FakeTarget,
  TestEncoder,
} from '@mid-station/rtmp/testing';
import { eventually } from '@mid-station/service/testing';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { hostileTargets } from './rig/hostile-targets.js';
import { type Streamer } from './rig/streamer.js';
import { inspectable, Vitals } from './rig/vitals.js';
import { longestGap, tell } from './survival/figures.js';
import { type Show, Stage } from './survival/stage.js';

/** Milliseconds without a packet that another stream may see, whatever is done to the processes that carry it. */
const GAP_MS_MAX = 1_000;
/** Bytes that a process may hold more than before: the pool of free slabs may have filled up (8 MiB), code was compiled. */
const MEMORY_GROWTH_MAX = 16 * 1024 * 1024;
/** In each place several times that together, so that it would be seen if they stayed. */
const UNFINISHED = { connections: 50, bytes: 2 ** 20 };
const IDLE_CONNECTIONS = 1_000;
/** Milliseconds until a peer that is too slow is gone: the longest is 15 s from the handshake to `publish`. */
const SLOW_GONE_MS = 25_000;
/** Milliseconds between the bytes of a slow peer. */
const DRIP_MS = 1_000;

/** Where attackers reach the engine. */
interface Place {
  greet(): Promise<TestEncoder>;
  /** Publishes as somebody who has a session on the node that carries the stream that must not suffer. */
  publish(): Promise<TestEncoder>;
}

describe('a hostile peer costs one connection and nothing else', () => {
  const stage = new Stage();
  const slow: Socket[] = [];
  let ada: Show;
  let eveKey: string;
  let nodePort: number;
  let eve: Streamer;
  let attacked: Vitals[];
  let before: { memory: number; descriptors: number }[];
  let hostile: FakeTarget[] = [];
  let startedAt: number;
  /** What this process itself could not look is no gap of the stream. */
  const ownStalls = monitorEventLoopDelay();

  const proxied = (): Buffer =>
    encodeProxyHeader({
      sourceAddress: '127.0.0.1',
      sourcePort: 1,
      destinationAddress: '127.0.0.1',
      destinationPort: nodePort,
    });
  const places: Record<string, Place> = {
    'the edge': {
      greet: () => TestEncoder.greet(stage.installation.ports.rtmp),
      publish: () => TestEncoder.publish(stage.installation.ports.rtmp, eveKey, 'eve'),
    },
    'a claimed port of a node': {
      greet: () => TestEncoder.greet(nodePort, proxied()),
      publish: async () => {
        nodePort = (await eve.session()).node!.port; // a session moves when its encoder breaks its node's connection
        return TestEncoder.publish(nodePort, eveKey, 'eve', proxied());
      },
    },
  };

  /** Each a byte a second: in the handshake, in a chunk header, in a command. */
  const goSlow = async ({ greet }: Place): Promise<void> => {
    const inHeader = await greet();
    inHeader.send(Buffer.from([0x04]));
    const inCommand = await greet();
    inCommand.send(chunk({ format: 0, id: 3, type: 20, length: 60_000 }));
    slow.push(inHeader.socket, inCommand.socket);
  };

  beforeAll(async () => {
    await stage.open({ ingestNodes: 1, env: inspectable });
    ada = await stage.show('ada');
    eve = await stage.installation.streamer('eve');
    await eve.useSetting([{ url: stage.destinations[0]!.url, key: 'eve' }], {
      graceSeconds: 600,
      holdPolicy: 'freeze',
    });
    nodePort = (await eve.goLive()).node!.port;
    eveKey = (await eve.api.call('ingest', {})).streamKey;
    const kinds = ['edge', 'ingest'];
    attacked = await Promise.all(kinds.map(async (kind) => Vitals.watch(await stage.installation.processOf(kind))));
    before = await Promise.all(attacked.map((vitals) => vitals.held()));
    startedAt = performance.now();
    ownStalls.enable();
    slow.push(await dialLocal(stage.installation.ports.rtmp), await dialLocal(nodePort));
    for (const place of Object.values(places)) await goSlow(place);
    const dripping = [...slow];
    setInterval(() => dripping.forEach((socket) => socket.writable && socket.write(Buffer.from([3]))), DRIP_MS).unref();
    const idle = Array.from({ length: IDLE_CONNECTIONS }, () => dialLocal(stage.installation.ports.rtmp));
    slow.push(...(await Promise.all(idle)));
    for (const socket of slow) socket.on('error', () => undefined).resume();
  }, 120_000);

  afterAll(async () => {
    for (const socket of slow) socket.destroy();
    for (const target of hostile) target.stop();
    await Promise.all(attacked.map((vitals) => vitals.stop()));
    await stage.close();
  });

  const publish = async (place: Place): Promise<TestEncoder> => {
    const encoder = await place.publish();
    await encoder.whenStatus('NetStream.Publish.Start');
    return encoder;
  };

  it('targets that never read, drip, hang up, redirect or talk nonsense are told apart', async () => {
    hostile = await Promise.all(hostileTargets.map(({ start }) => start()));
    const { id } = (await ada.streamer.api.call('listSettings', {}))[0]!;
    for (const [index, { url }] of hostile.entries()) {
      const body = { name: hostileTargets[index]!.name, platform: 'custom' as const, url, key: 'ada' };
      await ada.streamer.api.call('createTarget', { params: { id }, body });
    }
    await ada.streamer.sees(({ targets }) => {
      for (const { name, shown } of hostileTargets) {
        const { state, lastError } = targets.find((target) => target.name === name)!;
        expect(shown).toContain([state, lastError?.code].filter(Boolean).join(' '));
      }
    });
  });

  describe.each(Object.entries(places))('at %s', (_, place) => {
    it.each(ATTACKS_BEFORE_CONNECT)('%s', async (_name, _code, attack) => {
      const attacker = await place.greet();
      attack(attacker);
      await attacker.whenClosed();
    });

    it.each(ATTACKS_AFTER_PUBLISH)(
      '%s',
      async (_name, _code, attack) => {
        const attacker = await publish(place);
        attack(attacker);
        await attacker.whenClosed();
      },
      30_000,
    );

    it('media that nobody can decode, nested aggregates, and timestamps at the end of time', async () => {
      const attacker = await publish(place);
      for (const hex of ['', '17', '1700', '91', '9168766331', 'ff', '0f', 'af', '9f']) {
        for (const type of [8, 9, 18]) attacker.message(type, Buffer.from(hex, 'hex'), 0xffffffff);
      }
      attacker.message(22, Buffer.concat([aggregateEntry(22, 0, 'inner'), aggregateEntry(9, 0, 'v')]));
      const mark = Buffer.concat([Buffer.from('1701000000', 'hex'), randomBytes(16)]);
      attacker.message(9, mark, 1_000);
      const isThere = (): boolean => stage.destinations[0]!.packets('eve').some(({ payload }) => payload.equals(mark));
      await eventually(() => expect(isThere()).toBe(true));
      attacker.destroy();
    });

    it('connections that are reset in the middle of a large message', async () => {
      const half = Buffer.concat([
        control(1, Buffer.from('7fffffff', 'hex')),
        chunk({ format: 0, id: 4, length: 2 * UNFINISHED.bytes }, Buffer.alloc(UNFINISHED.bytes)),
      ]);
      for (let count = 0; count < UNFINISHED.connections; count++) {
        const attacker = await publish(place);
        attacker.socket.write(half);
        if (attacker.socket.writableNeedDrain) await once(attacker.socket, 'drain');
        attacker.socket.resetAndDestroy();
      }
    });
  });

  it('noise of every size on every port', async () => {
    for (const port of [stage.installation.ports.rtmp, stage.installation.ports.rtmps, nodePort]) {
      for (let size = 1; size < 100_000; size *= 10) {
        const socket = (await dialLocal(port)).on('error', () => undefined).resume();
        socket.end(randomBytes(size));
        await once(socket, 'close');
      }
    }
  });

  it('peers that say a byte a second, and a thousand that say nothing, are dropped', async () => {
    await eventually(() => expect(slow.filter(({ closed }) => !closed)).toHaveLength(0), SLOW_GONE_MS);
  });

  it('no process ended, and the stream beside all that went on without a gap', async () => {
    const running = await stage.installation.processes();
    expect(attacked.filter((vitals) => vitals.isGone(running))).toEqual([]);
    const gaps = stage.destinations.map((destination) => longestGap(destination.packets('ada'), startedAt));
    tell('attacked in every way of the list', {
      'longest gap beside it, ms': Math.max(...gaps),
      'of this test’s own': ownStalls.max / 1e6,
    });
    expect(Math.max(...gaps)).toBeLessThan(GAP_MS_MAX + ownStalls.max / 1e6);
  });

  it('nothing stays behind once the attackers are gone', async () => {
    await eve.goOffline();
    const { targets } = (await ada.streamer.api.call('listSettings', {}))[0]!;
    const added = targets.filter(({ name }) => hostileTargets.some((target) => target.name === name));
    for (const target of added) await ada.streamer.api.call('removeTarget', { params: { id: target.id } });
    expect(added).toHaveLength(hostileTargets.length);
    for (const [index, vitals] of attacked.entries()) {
      await eventually(async () => expect(await vitals.descriptors()).toBeLessThanOrEqual(before[index]!.descriptors));
      const growth = (await vitals.memory()) - before[index]!.memory;
      tell(`memory of ${vitals.name} afterwards`, { 'more than before, KB': growth / 1024 });
      expect(growth).toBeLessThan(MEMORY_GROWTH_MAX);
    }
  });
});
