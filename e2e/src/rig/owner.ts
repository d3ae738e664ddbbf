interface Stoppable {
  stop(): Promise<void>;
}

/** Stops what a test file started, also when something else in it did not start. */
export class Owner {
  private readonly owned: Promise<Stoppable>[] = [];

  own<Thing extends Stoppable>(starting: Promise<Thing>): Promise<Thing> {
    this.owned.push(starting);
    return starting;
  }

  /** Stops everything that came to be, newest first. */
  async stop(): Promise<void> {
    for (const starting of this.owned.reverse()) {
      const thing = await starting.catch(() => null);
      await thing?.stop();
    }
  }
}
