/** What one pass over the feed costs. */
export interface Cost {
  readonly nanosecondsPerMessage: number;
  /** Percent of a core that one such publisher takes. */
  readonly percentOfCore: number;
  /** Bytes of JavaScript heap allocated per message. */
  readonly heapBytesPerMessage: number;
  /** Bytes of buffers allocated per message. */
  readonly bufferBytesPerMessage: number;
}

const PASSES = 30;

/**
 * Measures a pass that handles `messages` messages which stand for `seconds` of stream, in processor time, which other
 * programs on the machine change little. Needs `--expose-gc`.
 */
export function measure(pass: () => void, messages: number, seconds: number): Cost {
  for (let warm = 0; warm < 10; warm++) pass();
  const start = process.cpuUsage();
  for (let count = 0; count < PASSES; count++) pass();
  const { user, system } = process.cpuUsage(start);
  const microseconds = (user + system) / PASSES;
  return {
    nanosecondsPerMessage: (microseconds * 1000) / messages,
    percentOfCore: (microseconds / (seconds * 1e6)) * 100,
    heapBytesPerMessage: allocated(pass, 'heapUsed') / messages,
    bufferBytesPerMessage: allocated(pass, 'arrayBuffers') / messages,
  };
}

/** The median of several passes: a collection in the middle of one makes it worthless. */
function allocated(pass: () => void, kind: 'heapUsed' | 'arrayBuffers'): number {
  const growths = Array.from({ length: 7 }, () => growth(pass, kind)).sort((left, right) => left - right);
  return growths[3]!;
}

function growth(pass: () => void, kind: 'heapUsed' | 'arrayBuffers'): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  globalThis.gc();
  const before = process.memoryUsage()[kind];
  pass();
  return process.memoryUsage()[kind] - before;
}
