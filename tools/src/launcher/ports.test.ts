import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLauncherConfig } from './config.js';
import { checkPublicPorts, FreePorts } from './ports.js';

describe('ports', () => {
  it('names each busy public port with the variable that changes it', async () => {
    const free = new FreePorts();
    const [http, rtmp, rtmps] = [await free.take(), await free.take(), await free.take()];
    const busy = createServer().listen(rtmp, '127.0.0.1');
    await once(busy, 'listening');
    const config = readLauncherConfig({
      MIDSTATION_HTTP_PORT: String(http),
      MIDSTATION_RTMP_PORT: String(rtmp),
      MIDSTATION_RTMPS_PORT: String(rtmps),
    });
    await expect(checkPublicPorts(config)).rejects.toThrow(
      `Port ${rtmp} (RTMP) is in use by another program: free it, or set MIDSTATION_RTMP_PORT to another port.`,
    );
    busy.close();
    await once(busy, 'close');
    await checkPublicPorts(config);
  });

  it('remembers a port whose address is stored elsewhere, until somebody else has it', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'midstation-ports-'));
    const file = join(dir, 'ports.json');
    const port = await new FreePorts().takeRemembered(file, 'practice');
    expect(await new FreePorts().takeRemembered(file, 'practice')).toBe(port);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    expect(await new FreePorts().takeRemembered(file, 'practice')).not.toBe(port);
    other.close();
    await rm(dir, { recursive: true });
  });
});
