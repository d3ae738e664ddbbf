import { type SealedColumn } from '@mid-station/service';
import { SettingRow, TargetRow } from './entities.js';
import { Settings1795000000001 } from './migrations/1795000000001-settings.js';

/** Everything settings keeps in Postgres. */
export const schema = {
  entities: [SettingRow, TargetRow],
  migrations: [Settings1795000000001],
};

/** Where secrets lie sealed. */
export const sealedColumns: SealedColumn[] = [{ table: 'targets', id: 'id', column: 'sealed_key' }];
