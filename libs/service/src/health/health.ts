/** How one thing this process needs is doing: null when well, else what is missing, in words. */
export type HealthCheck = () => string | null | Promise<string | null>;

export interface HealthReport {
  ready: boolean;
  missing: Record<string, string>;
}

/** What must hold before this process takes work. Parts register a check each; it is not ready until `start` ended. */
export class Health {
  private readonly checks = new Map<string, HealthCheck>([['start', () => 'still starting']]);
  private open = false;

  add(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** Called once everything listens. */
  started(): void {
    this.checks.delete('start');
    this.open = true;
  }

  /** Called before anything closes. */
  stopping(): void {
    this.checks.set('stop', () => 'stopping');
    this.open = false;
  }

  /** Whether the door is open, whatever is away that all copies of this process need alike. */
  get isOpen(): boolean {
    return this.open;
  }

  async report(): Promise<HealthReport> {
    const missing: Record<string, string> = {};
    for (const [name, check] of this.checks) {
      const problem = await this.run(check);
      if (problem !== null) missing[name] = problem;
    }
    return { ready: Object.keys(missing).length === 0, missing };
  }

  private async run(check: HealthCheck): Promise<string | null> {
    try {
      return await check();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
