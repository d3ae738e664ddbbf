/** Whether this node reaches Redis: without it no lease is granted, so no claim can be taken. */
export class RedisReach {
  /** It was lost or found again. */
  onChange: () => void = () => undefined;
  private reached = true;

  get isReached(): boolean {
    return this.reached;
  }

  tell(isReached: boolean): void {
    this.reached = isReached;
    this.onChange();
  }
}
