import {
  ACCESS_AUDIENCE,
  AppError,
  authBus,
  liveBus,
  PREVIEW_AUDIENCE,
  settingsBus,
  TOKEN_ALGORITHM,
  TOKEN_ISSUER,
  type Node,
  type PreviewClaims,
  type Role,
  type Session,
  type TokenScope,
} from '@mid-station/contracts';
import { connectRedis, type Bus, type RedisClient } from '@mid-station/service';
import { startNats, startRedis, testBus, testLog, testParts, type ServerProcess } from '@mid-station/service/testing';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { randomUUID } from 'node:crypto';
import { createApp, type GatewayApp } from '../app.js';
import { configSchema, type GatewayConfig } from '../config.js';
import { GatewayModule } from '../gateway.module.js';

/** A gateway on a real bus and a real Redis, with the services behind it played by the test. */
export class TestGateway {
  /** Whose tokens are made; a test may take a new one. */
  userId = randomUUID();
  /** The id of the API tokens that the played auth service knows. */
  readonly apiTokenId = randomUUID();
  /** What the played orchestrator says is live. */
  session: Session | null = null;
  /** Ingest nodes that the played orchestrator knows. */
  nodes: Node[] = [nodeOf()];
  /** How often the signing keys were asked for. */
  keyQuestions = 0;
  private readonly signers: { kid: string; key: CryptoKey; jwk: Record<string, unknown> }[] = [];

  private constructor(
    readonly nats: ServerProcess,
    readonly redis: ServerProcess,
    readonly services: Bus,
    private readonly owned: { app: GatewayApp; bus: Bus; client: RedisClient },
    readonly url: string,
  ) {}

  static async start(changes: Partial<Record<keyof GatewayConfig, string>> = {}): Promise<TestGateway> {
    const [nats, redis] = await Promise.all([startNats(), startRedis()]);
    const config = configSchema.parse(changes) as GatewayConfig;
    const client = await connectRedis(redis.url, testLog);
    const parts = await testParts('gateway', nats.url, config, GatewayModule.with(client));
    const app = await createApp(parts.module, { config, log: parts.log, metrics: parts.metrics, nestLogger: false });
    await app.listen(0, '127.0.0.1');
    parts.health.started();
    const services = await testBus(nats.url, 'services');
    const owned = { app, bus: parts.bus, client };
    const gateway = new TestGateway(nats, redis, services, owned, await app.url());
    await gateway.addSigner();
    await gateway.playServices();
    return gateway;
  }

  async stop(): Promise<void> {
    await this.owned.app.close();
    await Promise.all([this.owned.bus.close(), this.services.close(), this.owned.client.close()]);
    await Promise.all([this.nats.stop(), this.redis.stop()]);
  }

  /** From now on tokens are signed with a new key; the old one stays known. */
  async addSigner(): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(TOKEN_ALGORITHM);
    const kid = randomUUID();
    this.signers.push({ kid, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid } });
  }

  accessToken(
    changes: { role?: Role; seconds?: number; audience?: string; userId?: string; signInId?: string } = {},
  ): Promise<string> {
    const { role = 'user', seconds = 600, audience = ACCESS_AUDIENCE, userId = this.userId } = changes;
    const { signInId = randomUUID() } = changes;
    const { kid, key } = this.signers.at(-1)!;
    return new SignJWT({ sub: userId, handle: 'ada', role, sid: signInId })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(audience)
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .sign(key);
  }

  /** A ticket for a preview of some session. */
  previewTicket(claims: Partial<PreviewClaims> = {}): Promise<string> {
    const { kid, key } = this.signers.at(-1)!;
    return new SignJWT({ sub: this.userId, sid: randomUUID(), handle: 'ada', accessId: randomUUID(), ...claims })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(PREVIEW_AUDIENCE)
      .setExpirationTime('60s')
      .sign(key);
  }

  /** A personal API token that the played auth service knows. */
  apiToken(scope: TokenScope, role: Role = 'user'): string {
    return `mst_${scope}_${role}_${'x'.repeat(20)}`;
  }

  fetch(path: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (init.token) headers.set('authorization', `Bearer ${init.token}`);
    return fetch(`${this.url}${path}`, { ...init, headers });
  }

  private async playServices(): Promise<void> {
    const { services: bus } = this;
    bus.answer(authBus.keys, () => {
      this.keyQuestions++;
      return Promise.resolve({ keys: this.signers.map(({ jwk }) => jwk) });
    });
    bus.answer(authBus.checkToken, ({ token }) => {
      const [, scope, role] = /^mst_([a-z]+)_([a-z]+)_x{20}$/.exec(token) ?? [];
      if (!scope || !role) throw new AppError('unauthenticated', 'This API token is not valid.');
      const { userId, apiTokenId: tokenId } = this;
      return Promise.resolve({ userId, tokenId, handle: 'ada', scope: scope as TokenScope, role: role as Role });
    });
    bus.answer(settingsBus.platforms, () => Promise.resolve([]));
    bus.answer(settingsBus.list, () => Promise.resolve([]));
    bus.answer(liveBus.nodes, () => Promise.resolve(this.nodes));
    bus.answer(liveBus.current, () => Promise.resolve(this.session));
    await bus.settle();
  }
}

/** An ingest node as the orchestrator tells it. */
export function nodeOf(changes: Partial<Node> = {}): Node {
  const lastSeenAt = new Date().toISOString();
  return { id: 'n1', host: '127.0.0.1', state: 'ready', capacity: 10, sessions: 0, load: 0, lastSeenAt, ...changes };
}

/** A session as the orchestrator tells it. */
export function sessionOf(changes: Partial<Session> = {}): Session {
  return {
    id: randomUUID(),
    version: 0,
    settingId: randomUUID(),
    settingName: 'Evening',
    state: 'waiting',
    epoch: 1,
    node: null,
    createdAt: new Date().toISOString(),
    liveSince: null,
    graceEndsAt: null,
    endedAt: null,
    endReason: null,
    publisher: null,
    targets: [],
    advice: [],
    ...changes,
  };
}
