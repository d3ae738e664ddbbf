/** Something the person at the terminal can act on: shown as it is, without a stack, and `npm start` ends with 1. */
export class LaunchFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LaunchFailure';
  }
}
