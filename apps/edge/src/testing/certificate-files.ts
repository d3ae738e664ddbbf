import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A self-signed certificate for `localhost` in files that can be renewed as operators do it. */
export class CertificateFiles {
  /** The certificate in the files now, PEM. */
  pem = '';

  private constructor(private readonly directory: string) {}

  static async create(): Promise<CertificateFiles> {
    const files = new CertificateFiles(await mkdtemp(join(tmpdir(), 'edge-tls-')));
    await files.renew();
    return files;
  }

  get cert(): string {
    return join(this.directory, 'cert.pem');
  }

  get key(): string {
    return join(this.directory, 'key.pem');
  }

  /** Writes a new key and certificate beside the old ones and renames them over. */
  async renew(): Promise<void> {
    const altNames = [{ type: 2 as const, value: 'localhost' }];
    const extensions = [{ name: 'subjectAltName' as const, altNames }];
    const made = await generate([{ name: 'commonName', value: 'localhost' }], { extensions });
    await this.replace(this.key, made.private);
    await this.replace(this.cert, made.cert);
    this.pem = made.cert;
  }

  async replace(file: string, content: string): Promise<void> {
    await writeFile(`${file}.new`, content);
    await rename(`${file}.new`, file);
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
