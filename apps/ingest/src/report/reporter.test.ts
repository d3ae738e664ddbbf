import { type Bus } from '@mid-station/service';
import { type Host } from '../claim/host.js';
import { type HostedSession } from '../claim/hosted-session.js';
import { type Events } from '../events.js';
import { type NodeIdentity } from './node-identity.js';
import { Reporter } from './reporter.js';

describe('reporter', () => {
  const fault = new Error('not what the contract says');
  const bugs: unknown[] = [];
  const host = { all: () => [], capacity: 1 } as unknown as Host;
  const bus = {
    isConnected: true,
    publish: () => {
      throw fault;
    },
  } as unknown as Bus;
  const identity: NodeIdentity = { nodeId: 'n1', host: '127.0.0.1', publicKey: 'key' };
  const events = { bug: (error: unknown) => bugs.push(error) } as unknown as Events;
  const reporter = new Reporter(bus, host, identity, events);

  afterEach(() => reporter.onModuleDestroy());

  it('logs what it cannot say, and the node with its streams goes on', () => {
    const session = { status: () => ({}) } as unknown as HostedSession;
    reporter.onApplicationBootstrap();
    host.onChange(session);
    host.onHeld();
    expect(bugs).toEqual([fault, fault, fault]);
  });
});
