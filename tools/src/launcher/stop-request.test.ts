import { stopRequested } from './stop-request.js';

describe('the wish to stop', () => {
  it.each(['stdout', 'stderr'] as const)(
    'is there when nobody reads %s any more, which else would end us alone',
    (name) => {
      const stop = stopRequested();
      expect(stop.aborted).toBe(false);
      process[name].emit('error', new Error('write EPIPE'));
      expect(stop.aborted).toBe(true);
    },
  );

  it('is there on Ctrl-C, and once more changes nothing', () => {
    const stop = stopRequested();
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(stop.aborted).toBe(true);
  });

  afterEach(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeAllListeners(signal);
    for (const output of [process.stdout, process.stderr]) output.removeAllListeners('error');
  });
});
