import { until } from '@mid-station/rtmp/testing';
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { CertificateFiles } from '../testing/certificate-files.js';
import { EdgeUnderTest } from '../testing/edge-under-test.js';
import { FakeNode } from '../testing/fake-node.js';
import { frameTexts, TestEncoder } from '../testing/test-encoder.js';

describe('RTMPS', () => {
  let files: CertificateFiles;
  let edge: EdgeUnderTest;
  let node: FakeNode;

  beforeEach(async () => {
    files = await CertificateFiles.create();
    edge = await EdgeUnderTest.start({ MIDSTATION_TLS_CERT: files.cert, MIDSTATION_TLS_KEY: files.key });
    node = await FakeNode.start('node-a');
    await edge.routes.acquire(node.route('ada', 'key'));
  });

  afterEach(async () => {
    node.kill();
    await edge.close();
    await files.remove();
  });

  it('carries a stream, names the encoder to the node, and forgets the connection when it ends', async () => {
    const url = `rtmps://localhost:${edge.ports.rtmps}/ada/key`;
    const encoder = await TestEncoder.publish(url, { tls: { ca: files.pem } });
    const frame = encoder.frame('key');
    await until(() => frameTexts(node.received[0]!.media).includes(frame));
    expect(node.received[0]!.session.remoteAddress).toBe('127.0.0.1');
    expect(await edge.gauge('edge_open_connections')).toBe(1);
    encoder.destroy();
    await until(async () => (await edge.gauge('edge_open_connections')) === 0);
  });

  it('shakes hands once for each connection', async () => {
    const client = connectTls({ port: edge.ports.rtmps!, host: 'localhost', ca: files.pem, maxVersion: 'TLSv1.2' });
    await once(client, 'secureConnect');
    const answer = await new Promise((resolve) => {
      client.once('error', resolve);
      client.renegotiate({}, resolve);
    });
    expect(String(answer)).toMatch(/no.renegotiation/i);
    client.destroy();
  });

  it('refuses TLS below 1.2', async () => {
    const versions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const client = connectTls({ port: edge.ports.rtmps!, host: '127.0.0.1', rejectUnauthorized: false, ...versions });
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/PROTOCOL_VERSION|ECONNRESET/);
    await until(async () => (await edge.gauge('edge_open_connections')) === 0);
  });
});
