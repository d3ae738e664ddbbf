import { type DataSource } from 'typeorm';
import { type Sealer } from './seal.js';

/** A column of sealed secrets whose context is the row's id. */
export interface SealedColumn {
  table: string;
  id: string;
  column: string;
}

/** Seals anew, with the current key, what an older one sealed. Services may go on meanwhile. Gives how many rows changed. */
export async function reseal(database: DataSource, sealer: Sealer, at: SealedColumn): Promise<number> {
  const { table, id, column } = at;
  const rows: { id: string; sealed: string }[] = await database.query(
    `SELECT "${id}" AS id, "${column}" AS sealed FROM "${table}"`,
  );
  let changed = 0;
  for (const row of rows) {
    if (!sealer.isOutdated(row.sealed)) continue;
    const anew = sealer.seal(sealer.open(row.sealed, row.id), row.id);
    // Whoever stored a new secret in the meantime has sealed it with the current key already.
    const where = `"${id}" = $2 AND "${column}" = $3`;
    await database.query(`UPDATE "${table}" SET "${column}" = $1 WHERE ${where}`, [anew, row.id, row.sealed]);
    changed++;
  }
  return changed;
}
