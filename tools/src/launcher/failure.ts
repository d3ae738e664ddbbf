/** Something the person at the terminal can act on: shown as it is, without a stack, and `npm start` ends with 1. */
export class LaunchFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LaunchFailure';
  }
}

export function notRunning(dataDir: string): LaunchFailure {
  return new LaunchFailure(`No Mid-Station runs in ${dataDir}: start one with npm start.`);
}
