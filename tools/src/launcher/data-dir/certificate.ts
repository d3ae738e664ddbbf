import { X509Certificate } from 'node:crypto';
import { hostname } from 'node:os';
import { readIfThere, writeWhole } from './files.js';

/** A self-signed certificate is trusted by hand, so it should not change often. */
const VALID_YEARS = 10;
/** Made anew when it ends within a month, in milliseconds. */
const RENEW_BEFORE_MS = 30 * 24 * 3600 * 1000;

/** Makes the certificate for RTMPS unless there is one that still holds for a while. */
export async function ensureCertificate(certificateFile: string, keyFile: string): Promise<void> {
  const stored = await readIfThere(certificateFile);
  if (stored && (await readIfThere(keyFile)) && holds(stored)) return;
  const { generate } = await import('selfsigned'); // large, and needed once
  const until = new Date();
  until.setFullYear(until.getFullYear() + VALID_YEARS);
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: until,
    extensions: [{ name: 'subjectAltName', altNames: alternativeNames() }],
  });
  await writeWhole(keyFile, made.private);
  await writeWhole(certificateFile, made.cert);
}

function holds(certificate: string): boolean {
  return Date.parse(new X509Certificate(certificate).validTo) - Date.now() > RENEW_BEFORE_MS;
}

/** General name types of RFC 5280: 2 is a DNS name, 7 an IP address. */
function alternativeNames() {
  return [
    { type: 2 as const, value: 'localhost' },
    { type: 2 as const, value: hostname() },
    { type: 7 as const, ip: '127.0.0.1' },
    { type: 7 as const, ip: '::1' },
  ];
}
