import type { LauncherConfig } from './config.js';
import { ensureCertificate } from './data-dir/certificate.js';
import { forgetAddedNodes } from './data-dir/added-nodes.js';
import { DataDir } from './data-dir/layout.js';
import { InstallationLock } from './data-dir/lock.js';
import { loadSecrets, type Secrets } from './data-dir/secrets.js';
import { natsPart, redisPart } from './parts/bus-and-routes.js';
import { natsUsersOf, redisUsersOf } from './parts/credentials.js';
import { ensureDatabases, postgresPart } from './parts/postgres.js';
import { practicePart } from './parts/practice.js';
import { nodeNames, servicesOf } from './parts/wiring.js';
import { checkPublicPorts, FreePorts, type SharedPorts } from './ports.js';
import { Parts } from './process/parts.js';

/** What is stopped together, in order: the public side first, what others depend on last. */
const STOP_ORDER = [
  ['gateway', 'edge'],
  ['ingest'],
  ['orchestrator', 'settings', 'auth', 'practice'],
  ['nats', 'redis', 'postgres'],
];

/** A whole Mid-Station on one machine. Owns the data directory from `prepare` until `stop` has resolved. */
export class Installation {
  private stopped: Promise<void> | undefined;

  private constructor(
    readonly config: LauncherConfig,
    readonly dir: DataDir,
    readonly secrets: Secrets,
    private readonly lock: InstallationLock,
    private readonly parts: Parts,
  ) {}

  /** Where the web app and the API are. */
  get origin(): string {
    return `http://localhost:${this.config.httpPort}`;
  }

  /** Takes the data directory, ends what a killed launcher left in it, and checks that the public ports are free. */
  static async prepare(config: LauncherConfig, say: (line: string) => void): Promise<Installation> {
    const dir = new DataDir(config.dataDir);
    await dir.make();
    const lock = await InstallationLock.take(dir.lockFile);
    try {
      await checkPublicPorts(config);
      await forgetAddedNodes(dir.addedNodes);
      await ensureCertificate(dir.certificate, dir.certificateKey);
      return new Installation(config, dir, await loadSecrets(dir.secretsFile), lock, new Parts(dir, lock, say));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Resolves when every part is ready. @throws LaunchFailure that names the part that is not; then `stop` is still due. */
  async start(): Promise<void> {
    const free = new FreePorts();
    const ports = await this.choosePorts(free);
    const { dir, secrets } = this;
    const [postgres, nats, redis] = await Promise.all([
      postgresPart(dir, ports.postgres, secrets.postgresPassword),
      natsPart(dir, ports.nats, natsUsersOf(secrets, nodeNames(this.config))),
      redisPart(dir, ports.redis, redisUsersOf(secrets)),
    ]);
    await this.parts.start([postgres, nats, redis]);
    await ensureDatabases(ports.postgres, secrets.postgresPassword);
    const services = await servicesOf(this.config, dir, secrets, ports, () => free.take());
    await this.parts.start([practicePart(ports.practice), ...services]);
  }

  /** Ends every process, in order. Calling it again joins the first call. */
  stop(): Promise<void> {
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  private async stopAll(): Promise<void> {
    this.parts.markStopping();
    for (const kinds of STOP_ORDER) await this.parts.stop(kinds);
    this.lock.release();
  }

  private async choosePorts(free: FreePorts): Promise<SharedPorts> {
    return {
      practice: await free.takeRemembered(this.dir.portsFile, 'practice'),
      postgres: await free.take(),
      nats: await free.take(),
      redis: await free.take(),
    };
  }
}
