import { runPrepared } from '@mid-station/service/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { KNOCK_NOTED_SECONDS, RECONNECT_SECONDS_MAX } from '../limits.js';

/** One statement, so that copies that are knocked at in turns see each other's knocks. */
const KNOCK = {
  name: 'knock',
  text: `WITH last AS (
      SELECT id, end_reason, greatest(ended_at, knocked_at) AS seen FROM live_session
      WHERE user_id = $1 AND setting_id = $2 ORDER BY created_at DESC LIMIT 1
    ), stopped AS (
      SELECT id, seen FROM last
      WHERE end_reason = 'stopped_by_user' AND seen > now() - make_interval(secs => ${RECONNECT_SECONDS_MAX})
    ), noted AS (
      UPDATE live_session SET knocked_at = now() FROM stopped
      WHERE live_session.id = stopped.id AND seen < now() - make_interval(secs => ${KNOCK_NOTED_SECONDS})
    ) SELECT id FROM stopped`,
};

/**
 * Encoders whose stream was ended with Go Offline: they do not know that it was meant, and reconnect by themselves. One that
 * knocks before `RECONNECT_SECONDS_MAX` have passed since, or since its last knock, is such a one.
 */
@Injectable()
export class StoppedEncoders {
  constructor(private readonly source: DataSource) {}

  /** Whether the encoder that knocks only reconnects; its knock is remembered. */
  async isOne(userId: string, settingId: string): Promise<boolean> {
    return (await runPrepared(this.source, KNOCK, [userId, settingId])).length > 0;
  }
}
