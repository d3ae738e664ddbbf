/** Share of one core that this process uses, 0..1, over the time between measurements. */
export class LoadMeter {
  value = 0;
  private cpu = process.cpuUsage();
  private at = performance.now();

  measure(): void {
    const used = process.cpuUsage(this.cpu);
    const now = performance.now();
    const elapsedMicros = (now - this.at) * 1_000;
    if (elapsedMicros <= 0) return;
    this.value = Math.min(1, Math.round(((used.user + used.system) / elapsedMicros) * 1_000) / 1_000);
    this.cpu = process.cpuUsage();
    this.at = now;
  }
}
