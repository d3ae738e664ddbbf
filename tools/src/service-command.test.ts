import { spawnSync } from 'node:child_process';
import { serviceCommand, type ServiceKind } from './service-command.js';

const kinds: ServiceKind[] = ['auth', 'settings', 'orchestrator', 'gateway', 'edge', 'ingest'];

describe('how Node is started for a service', () => {
  it.each(kinds)('%s has options that this Node knows', (kind) => {
    const options = serviceCommand(kind).slice(0, -1);
    expect(options.length).toBeGreaterThan(0);
    expect(spawnSync(process.execPath, [...options, '-e', '0']).stderr.toString()).toBe('');
  });

  it('an ingest node collects its young buffers often and its old ones seldom', () => {
    expect(serviceCommand('ingest')).toEqual(
      expect.arrayContaining(['--max-semi-space-size=1', '--initial-old-space-size=128']),
    );
  });
});
