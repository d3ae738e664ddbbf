import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import pg from 'pg';
import { eventually, TestPostgres } from '../testing/index.js';
import { isDatabaseAway } from './away.js';
import { endStuckConnections } from './stuck-connections.js';

describe('connections to a database that vanished', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });

  afterAll(() => postgres.stop());

  it('are given up, so that new ones find it where it is now', async () => {
    const carried: Socket[] = [];
    const link = createServer((near) => {
      const far = connect(postgres.server.port, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const)
        from.on('error', () => to.destroy()).pipe(to);
      carried.push(near, far);
    });
    await once(link.listen(0, '127.0.0.1'), 'listening');
    const { port } = link.address() as AddressInfo;
    const pool = new pg.Pool({ connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`, max: 1 });
    await pool.query('SELECT 1');
    endStuckConnections(pool, 500);
    // From here on nothing gets through, and nobody says so.
    for (const socket of carried) socket.unpipe().pause();
    const lost = await pool.query('SELECT 1').catch((error: unknown) => error);
    expect(isDatabaseAway(lost)).toBe(true);
    await eventually(async () => expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]));
    await pool.end();
    for (const socket of carried) socket.destroy();
    link.close();
  });
});
