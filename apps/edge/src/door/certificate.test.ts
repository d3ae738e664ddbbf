import { until } from '@mid-station/rtmp/testing';
import { CertificateFiles } from '../testing/certificate-files.js';
import { Certificate } from './certificate.js';

/** Shorter than in production, so that nobody waits. */
const POLL_MS = 20;

describe('the RTMPS certificate', () => {
  let files: CertificateFiles;
  let certificate: Certificate;
  let reloads: number;
  let errors: Error[];

  beforeEach(async () => {
    files = await CertificateFiles.create();
    [reloads, errors] = [0, []];
    const events = { onReload: () => reloads++, onError: (error: Error) => errors.push(error) };
    certificate = new Certificate(files, events, POLL_MS);
  });

  afterEach(async () => {
    certificate.close();
    await files.remove();
  });

  it('is read again when its files change', async () => {
    const before = certificate.context;
    await files.renew();
    await until(() => reloads > 0);
    expect(certificate.context).not.toBe(before);
  });

  it('stays as it is when the new files cannot be used', async () => {
    const before = certificate.context;
    await files.replace(files.cert, 'not a certificate');
    await until(() => errors.length > 0);
    expect(certificate.context).toBe(before);
  });

  it('must be usable at the start', async () => {
    await files.replace(files.key, 'not a key');
    expect(() => new Certificate(files, { onReload: () => {}, onError: () => {} })).toThrow();
  });
});
