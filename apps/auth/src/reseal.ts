import 'reflect-metadata';
import { createLogger, readConfig, reseal, Sealer } from '@mid-station/service';
import { openDatabase } from '@mid-station/service/database';
import { configSchema } from './config.js';
import { schema, sealedColumns } from './database/schema.js';

/**
 * Command: `node dist/reseal.js`, with the environment of auth. After `MIDSTATION_SECRET_KEY` got a new first key, this seals
 * everything with it; then the old key can be taken out.
 */
const config = readConfig(configSchema.pick({ MIDSTATION_DATABASE_URL: true, MIDSTATION_SECRET_KEY: true }));
const database = await openDatabase(
  { url: config.MIDSTATION_DATABASE_URL, ...schema },
  createLogger('reseal', 'auth', 'info'),
);
for (const column of sealedColumns) {
  const changed = await reseal(database, new Sealer(config.MIDSTATION_SECRET_KEY), column);
  process.stdout.write(`${column.table}: ${changed} sealed anew\n`);
}
await database.destroy();
