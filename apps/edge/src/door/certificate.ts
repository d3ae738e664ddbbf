import { constants } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { CERTIFICATE_POLL_MS } from '../limits.js';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** What tells of a certificate that was read again. */
export interface CertificateEvents {
  onReload(): void;
  /** The new files do not fit together or cannot be read: the certificate in use stays. */
  onError(error: Error): void;
}

/** The RTMPS certificate, read again whenever one of its files changes. Close it to stop looking. */
export class Certificate {
  private current: SecureContext;

  /** @throws Error when the files cannot be read or do not fit together. */
  constructor(
    private readonly files: CertificateFiles,
    private readonly events: CertificateEvents,
    private readonly pollMs: number = CERTIFICATE_POLL_MS,
  ) {
    this.current = this.read();
    // Polling sees files that are replaced, renamed over, or mounted as links, which change notices miss.
    for (const file of this.names()) watchFile(file, { interval: this.pollMs }, this.reload);
  }

  get context(): SecureContext {
    return this.current;
  }

  close(): void {
    for (const file of this.names()) unwatchFile(file, this.reload);
  }

  private readonly reload = (): void => {
    try {
      this.current = this.read();
      this.events.onReload();
    } catch (error) {
      this.events.onError(error as Error);
    }
  };

  /** Without renegotiation: each costs a handshake, and no limit on connections would count it. */
  private read(): SecureContext {
    const { cert, key } = this.files;
    const files = { cert: readFileSync(cert), key: readFileSync(key) };
    return createSecureContext({ ...files, minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_RENEGOTIATION });
  }

  private names(): string[] {
    return [this.files.cert, this.files.key];
  }
}
