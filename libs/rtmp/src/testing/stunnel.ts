import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Certificate } from './certificates.js';
import { freePort, whenListening } from './tcp.js';

/** Starts a real stunnel that takes TLS on a free port and passes it on to a loopback port. */
export async function startStunnel(
  directory: string,
  certificate: Certificate,
  toPort: number,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const certFile = join(directory, `stunnel-${port}.pem`);
  const configuration = join(directory, `stunnel-${port}.conf`);
  await writeFile(certFile, certificate.key + certificate.cert, { mode: 0o600 });
  const service = `[rtmps]\naccept = 127.0.0.1:${port}\nconnect = 127.0.0.1:${toPort}\ncert = ${certFile}\n`;
  await writeFile(configuration, `foreground = yes\npid =\n${service}`);
  const child = spawn('stunnel4', [configuration], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  await whenListening(port);
  return {
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
