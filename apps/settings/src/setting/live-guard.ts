import { AppError, liveBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';

/** Keeps a setting in its place while it streams. */
@Injectable()
export class LiveGuard {
  constructor(private readonly bus: Bus) {}

  /** @throws AppError `setting_live`; `unavailable` when nobody can say. */
  async refuseWhileLive(settingId: string): Promise<void> {
    const { live } = await this.bus.request(liveBus.isLive, { settingId });
    if (live) throw new AppError('setting_live', 'You are live with your active stream setting. Go Offline first.');
  }
}
