import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes a self-signed certificate for a name or address, e.g. `DNS:localhost` or `IP:127.0.0.1`. */
export async function makeCertificate(directory: string, subject: string): Promise<Certificate> {
  const keyFile = join(directory, `${subject.replace(/\W/g, '-')}.key`);
  const certFile = join(directory, `${subject.replace(/\W/g, '-')}.pem`);
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const names = ['-subj', '/CN=test', '-addext', `subjectAltName=${subject}`];
  const output = ['-nodes', '-days', '2', '-keyout', keyFile, '-out', certFile];
  await promisify(execFile)('openssl', ['req', '-x509', ...curve, ...names, ...output]);
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') };
}
