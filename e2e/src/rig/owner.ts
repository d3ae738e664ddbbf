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

  /** Something that is there already, and how it is put away. */
  ownNow(stop: () => Promise<void>): void {
    this.owned.push(Promise.resolve({ stop }));
  }

  /** Starts something of many parts: when one of them does not come to be, the others are stopped. */
  async start<Thing>(work: () => Promise<Thing>): Promise<Thing> {
    try {
      return await work();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Stops everything that came to be, newest first. */
  async stop(): Promise<void> {
    for (const starting of this.owned.reverse()) {
      const thing = await starting.catch(() => null);
      await thing?.stop();
    }
  }
}
