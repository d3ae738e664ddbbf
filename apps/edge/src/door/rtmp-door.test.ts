import { createLogger } from '@mid-station/service';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Registry } from 'prom-client';
import { EdgeEvents } from '../events.js';
import { Gate } from './gate.js';
import { RtmpDoor } from './rtmp-door.js';

describe('a public port', () => {
  it('stays open when the system refuses it a connection', async () => {
    const events = new EdgeEvents(createLogger('edge', 'test', 'silent'), new Registry());
    const received: unknown[] = [];
    const door = new RtmpDoor({ host: '127.0.0.1', port: 0 }, new Gate(), events, (socket) => received.push(socket));
    await door.listen();
    door['server'].emit('error', new Error('accept ENFILE'));
    const client = connect(door.port, '127.0.0.1');
    await once(client, 'connect');
    client.destroy();
    door.close();
  });
});
