import { connectRedis } from '@mid-station/service';
import { ServerProcess, testLog } from '@mid-station/service/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { accessFiles, KUBERNETES_NODES_MAX } from './access-files.js';
import { read, written, type Yaml } from './testing/containers.js';
import { kubernetes, manifestNames } from './testing/kubernetes.js';

const OURS = ['auth', 'settings', 'orchestrator', 'gateway', 'edge', 'ingest'];

const compose = async (): Promise<Yaml> => parse(await read('docker-compose.yml'), { merge: true });

describe('what NATS and Redis in containers let each part do', () => {
  it.each(Object.entries(accessFiles()))(
    'is written down in %s as it is (`npm run access-files`)',
    async (path, text) => {
      expect(await read(path)).toBe(text);
    },
  );
});

describe('the secrets of an installation in containers', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'mid-station-deploy-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const variables = (text: string): Record<string, string> =>
    Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));

  it('with Docker are kept when the script runs again', async () => {
    const first = await written(folder, 'deploy/compose/make-env.sh', '.env');
    expect(await written(folder, 'deploy/compose/make-env.sh', '.env')).toBe(first);
  });

  it('fit Redis with Docker: each part gets in', async () => {
    const env = variables(await written(folder, 'deploy/compose/make-env.sh', '.env'));
    const [, , script] = (await compose()).services.redis.command as string[];
    const server = await ServerProcess.start('redis', 'redis', async (port, work) => {
      const conf = (await read('deploy/compose/redis.conf')) + `port ${port}\nbind 127.0.0.1\n`;
      await writeFile(join(work, 'in.conf'), conf);
      const here = script!.replaceAll('$$', '$').replaceAll('/etc/redis/redis.conf', join(work, 'in.conf'));
      const given = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      return { file: 'env', args: [...given, 'sh', '-c', here.replaceAll('/tmp/redis.conf', join(work, 'out.conf'))] };
    });
    for (const part of ['edge', 'gateway', 'ingest']) {
      const password = env[`REDIS_PASSWORD_${part.toUpperCase()}`];
      const client = await connectRedis(`redis://${part}:${password}@127.0.0.1:${server.port}`, testLog);
      await expect(client.ping()).resolves.toBe('PONG');
      client.destroy();
    }
    await server.stop();
  });
});

describe('containers', () => {
  it('with Docker run as somebody without rights, on a file system that cannot be written', async () => {
    const { services } = await compose();
    for (const name of OURS)
      expect({ name, ...services[name] }).toMatchObject({
        name,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    expect(await read('Dockerfile')).toMatch(/^USER node$/m);
  });

  it('with Docker have their own credentials only', async () => {
    const { services } = await compose();
    for (const name of OURS) {
      const given = Object.values<string>(services[name].environment).join(' ');
      const used = [...given.matchAll(/\$\{((?:NATS|REDIS)_PASSWORD_\w+)\}/g)].map(([, variable]) => variable);
      expect(used.length).toBeGreaterThan(0);
      // What a node is given only serves to ask for its own.
      const own = name === 'ingest' ? /^NATS_PASSWORD_NEWCOMER$|_INGEST$/ : new RegExp(`_${name.toUpperCase()}$`);
      for (const variable of used) expect(variable).toMatch(own);
    }
  });

  it('with Docker are told what passwords of nodes are made of where those are given only', async () => {
    const { services } = await compose();
    const knows = (name: string) => JSON.stringify(services[name].environment).includes('NATS_PLACES_SECRET');
    expect(Object.keys(services).filter(knows)).toEqual(['nats', 'orchestrator']);
  });

  it('in Kubernetes run as somebody without rights, on a file system that cannot be written, with their own secret', async () => {
    const pods = await kubernetesPods();
    expect(pods.map(({ name }) => name).sort()).toEqual([...OURS, 'nats', 'postgres', 'redis'].sort());
    for (const { name, spec } of pods) {
      expect({ name, ...spec }).toMatchObject({
        name,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      });
      const secrets = spec.containers[0].envFrom.flatMap((each: Yaml) => each.secretRef?.name ?? []);
      expect(secrets).toEqual([name]);
    }
  });

  it('in Kubernetes find the files on their volumes as they left them: Postgres refuses a directory that others may read', async () => {
    const kept = (await kubernetesPods()).filter(({ isKept }) => isKept);
    expect(kept.map(({ name }) => name).sort()).toEqual(['auth', 'postgres']);
    for (const { name, spec } of kept)
      expect({ name, ...spec.securityContext }).toMatchObject({ name, fsGroupChangePolicy: 'OnRootMismatch' });
  });

  it('in Kubernetes keep the public doors open while NATS or Redis is away', async () => {
    for (const { name, spec } of await kubernetesPods())
      if (name === 'edge' || name === 'gateway')
        expect(spec.containers[0].readinessProbe.httpGet).toEqual({ path: '/openz', port: 'health' });
  });

  it('in Kubernetes are taken off a machine one by one where encoders or browsers hang on them', async () => {
    const budgets = (await kubernetes()).filter(({ kind }) => kind === 'PodDisruptionBudget');
    const spared = budgets.map(({ spec }) => ({ app: spec.selector.matchLabels.app, most: spec.maxUnavailable }));
    expect(spared).toHaveLength(3);
    for (const app of ['edge', 'gateway', 'ingest']) expect(spared).toContainEqual({ app, most: 1 });
  });

  it('in Kubernetes are made of every manifest that is there', async () => {
    const { there, applied } = await manifestNames();
    expect(there).toEqual(applied);
  });

  it('in Kubernetes are no more nodes than NATS knows by name', async () => {
    const scaler = (await kubernetes()).find(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(scaler.spec.maxReplicas).toBe(KUBERNETES_NODES_MAX);
  });
});

async function kubernetesPods(): Promise<{ name: string; spec: Yaml; isKept: boolean }[]> {
  const all = (await kubernetes()).filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  return all.map(({ metadata, spec }) => ({
    name: metadata.name as string,
    spec: spec.template.spec,
    // Has a volume that outlives the pod.
    isKept: /volumeClaimTemplates|persistentVolumeClaim/.test(JSON.stringify(spec)),
  }));
}
