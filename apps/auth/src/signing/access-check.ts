import { AppError } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ApiTokenRow, SignIn } from '../database/entities.js';

/** Whether what somebody got in with still holds. */
@Injectable()
export class AccessCheck {
  constructor(private readonly database: DataSource) {}

  /** @throws AppError `unauthenticated` when this sign-in or API token of the user is gone. */
  async require(userId: string, accessId: string): Promise<void> {
    const [{ manager }, where] = [this.database, { id: accessId, accountId: userId }];
    if ((await manager.existsBy(SignIn, where)) || (await manager.existsBy(ApiTokenRow, where))) return;
    throw new AppError('unauthenticated', 'Your sign-in has expired. Sign in again.');
  }
}
