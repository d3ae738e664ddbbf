import { type Prepared, runPrepared } from '@mid-station/service/database';
import type { DataSource } from 'typeorm';
import type { NewEvent } from './session-change.js';
import { SessionRow } from './session.entity.js';

/** One column of the table, as statements write it. */
interface Column {
  name: string;
  valueOf(row: SessionRow): unknown;
}

/** A statement that writes, and the columns its parameters come from; the last parameter is the timeline lines. */
interface Statement extends Prepared {
  columns: Column[];
}

/** Where sessions are found with `$1`. */
const WAYS_TO_FIND = {
  byId: 'live_session WHERE id = $1',
  unfinishedOfUser: `live_session WHERE user_id = $1 AND state NOT IN ('ended', 'failed')`,
  unfinishedOfSetting: `live_session WHERE setting_id = $1 AND state NOT IN ('ended', 'failed')`,
};
export type WayToFind = keyof typeof WAYS_TO_FIND;

/**
 * The statements that every Go Live and every report needs, prepared. Those that write a session do it together with its
 * timeline lines: one round trip, and one transaction by itself.
 */
export class SessionSql {
  private readonly insertion: Statement;
  private readonly change: Statement;
  private readonly selection: string;

  /** Of a user at most `sessionsPerHour` begin within an hour. */
  constructor(
    private readonly source: DataSource,
    sessionsPerHour: number,
  ) {
    const { columns: all } = source.getMetadata(SessionRow);
    const columns = all.map(({ databaseName: name, propertyName, type }) => ({
      name,
      valueOf: (row: SessionRow) => {
        const value = row[propertyName as keyof SessionRow];
        return type === 'jsonb' && value !== null ? JSON.stringify(value) : value;
      },
    }));
    this.insertion = insertion(columns, sessionsPerHour);
    this.change = change(columns);
    const names = all.map(({ databaseName, propertyName }) => `${databaseName} AS "${propertyName}"`);
    this.selection = `SELECT ${names.join(', ')}`;
  }

  async find(way: WayToFind, value: string): Promise<SessionRow[]> {
    const statement = { name: `session ${way}`, text: `${this.selection} FROM ${WAYS_TO_FIND[way]}` };
    const found = await runPrepared<SessionRow>(this.source, statement, [value]);
    return found.map((row) => Object.assign(new SessionRow(), row));
  }

  /** Writes a new session, and gives its epoch: above every earlier one of its user. Null when too many began lately. */
  async insert(row: SessionRow, events: readonly NewEvent[]): Promise<number | null> {
    const [written] = await this.run<{ epoch: number }>(this.insertion, row, events);
    return written?.epoch ?? null;
  }

  /** False when the row has another version than the one that the change was worked out from. */
  async update(row: SessionRow, events: readonly NewEvent[]): Promise<boolean> {
    return (await this.run(this.change, row, events)).length > 0;
  }

  private run<Row extends object>(statement: Statement, row: SessionRow, events: readonly NewEvent[]): Promise<Row[]> {
    const values = statement.columns.map((column) => column.valueOf(row));
    return runPrepared<Row>(this.source, statement, [...values, JSON.stringify(events)]);
  }
}

/** A late claim of an earlier session can never displace the new one, because its epoch is lower. */
function insertion(all: Column[], sessionsPerHour: number): Statement {
  const columns = all.filter(({ name }) => name !== 'epoch' && name !== 'claim_epoch');
  const names = columns.map(({ name }) => name);
  const values = columns.map((_, index) => `$${index + 1}`);
  const ofUser = `FROM live_session WHERE user_id = ${at(columns, 'user_id')}`;
  const last = `SELECT coalesce(max(claim_epoch), 0) + 1 AS next ${ofUser}`;
  const lately = `SELECT count(*) ${ofUser} AND created_at > now() - interval '1 hour'`;
  const text = `WITH written AS (
      INSERT INTO live_session (epoch, claim_epoch, ${names.join(', ')})
      SELECT next, next, ${values.join(', ')} FROM (${last}) AS epochs
      WHERE (${lately}) < ${sessionsPerHour}
      RETURNING id, epoch
    ), ${notes(columns)} SELECT epoch FROM written`;
  return { name: 'session insert', text, columns };
}

function change(columns: Column[]): Statement {
  const changing = columns.filter(({ name }) => name !== 'id' && name !== 'version');
  const values = changing.map(({ name }) => `${name} = ${at(columns, name)}`);
  const version = at(columns, 'version');
  const text = `WITH written AS (
      UPDATE live_session SET version = version + 1, ${values.join(', ')}
      WHERE id = ${at(columns, 'id')} AND version = ${version}
      RETURNING id
    ), ${notes(columns)} SELECT id FROM written`;
  return { name: 'session change', text, columns };
}

function notes(columns: Column[]): string {
  return `noted AS (
      INSERT INTO session_event (session_id, at, kind, data)
      SELECT written.id, line.at, line.kind, line.data
      FROM written, jsonb_to_recordset($${columns.length + 1}) AS line (at timestamptz, kind text, data jsonb)
    )`;
}

const at = (columns: Column[], name: string): string => `$${columns.findIndex((column) => column.name === name) + 1}`;
