import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { read, ROOT, written, type Yaml } from './containers.js';

const FOLDER = 'deploy/kubernetes';
type Texts = Record<string, string>;

/** What a container of Kubernetes finds: its environment, and its files by their paths. */
export interface Pod {
  readonly name: string;
  /** Of the workload that it belongs to. */
  readonly app: string;
  readonly container: Yaml;
  readonly env: Texts;
  readonly files: Texts;
}

/** Every object of our manifests except the secrets. */
export async function kubernetes(): Promise<Yaml[]> {
  const { resources } = parse(await read(`${FOLDER}/kustomization.yaml`)) as { resources: string[] };
  const texts = await Promise.all(resources.filter(isOurs).map((name) => read(`${FOLDER}/${name}`)));
  return texts.flatMap(documents);
}

/** Manifests that lie in the folder, and those that are applied, the secrets aside. */
export async function manifestNames(): Promise<{ there: string[]; applied: string[] }> {
  const { resources } = parse(await read(`${FOLDER}/kustomization.yaml`)) as { resources: string[] };
  const there = (await readdir(join(ROOT, FOLDER))).filter((name) => name.endsWith('.yaml') && isOurs(name));
  return {
    there: there.filter((name) => name !== 'kustomization.yaml').sort(),
    applied: resources.filter(isOurs).sort(),
  };
}

/** What make-secrets.sh makes, run in this folder: entries by the secret's name. */
export async function makeSecrets(folder: string): Promise<Map<string, Texts>> {
  const text = await written(folder, `${FOLDER}/make-secrets.sh`, `${FOLDER}/secrets.yaml`);
  return new Map(documents(text).map(({ metadata, stringData }) => [metadata.name, stringData]));
}

/** Gives the pod `name` of a workload what its manifest says: from config maps, secrets and what Kubernetes knows of it. */
export class Cluster {
  private constructor(
    private readonly objects: Yaml[],
    readonly secrets: Map<string, Texts>,
    private readonly configMaps: Map<string, Texts>,
  ) {}

  static async make(folder: string): Promise<Cluster> {
    const objects = await kubernetes();
    const maps = objects.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata, data }) => [metadata.name, data]);
    const configMaps = new Map<string, Texts>([...maps, ...(await generatedMaps())] as [string, Texts][]);
    return new Cluster(objects, await makeSecrets(folder), configMaps);
  }

  pod(app: string, name: string): Pod {
    const workload = this.objects.find(
      ({ kind, metadata }) => /^(Deployment|StatefulSet)$/.test(kind) && metadata.name === app,
    );
    const { containers, volumes } = workload.spec.template.spec;
    const [container] = containers;
    const env = this.env(container, name);
    return { name, app, container, env, files: this.files(container, volumes, env) };
  }

  private env({ envFrom = [], env = [] }: Yaml, podName: string): Texts {
    const fields: Texts = { 'metadata.name': podName, 'status.podIP': '127.0.0.1' };
    const whole = envFrom.map(({ configMapRef, secretRef }: Yaml) =>
      configMapRef ? known(this.configMaps, configMapRef.name) : known(this.secrets, secretRef.name),
    );
    const single = env.map(({ name, value, valueFrom }: Yaml) => [
      name,
      value ?? (valueFrom.secretKeyRef ? this.entry(valueFrom.secretKeyRef) : fields[valueFrom.fieldRef.fieldPath]),
    ]);
    return Object.assign({}, ...whole, Object.fromEntries(single)) as Texts;
  }

  private entry({ name, key }: { name: string; key: string }): string {
    return known(this.secrets, name)[key]!;
  }

  private files({ volumeMounts = [] }: Yaml, volumes: Yaml[], env: Texts): Texts {
    const files: Texts = {};
    for (const { name, mountPath, subPathExpr } of volumeMounts) {
      const { configMap, secret } = volumes?.find((volume) => volume.name === name) ?? {};
      // The certificate of RTMPS is the operator's to make.
      const found = configMap ? known(this.configMaps, configMap.name) : this.secrets.get(secret?.secretName);
      const one = subPathExpr?.replace(/\$\((\w+)\)/g, (_: string, variable: string) => env[variable]);
      if (one) files[mountPath] = found![one]!;
      else for (const [file, text] of Object.entries(found ?? {})) files[`${mountPath}/${file}`] = text;
    }
    return files;
  }
}

const isOurs = (name: string): boolean => name !== 'secrets.yaml';

/** What kustomize makes of files: `configMapGenerator`. */
async function generatedMaps(): Promise<[string, Texts][]> {
  const { configMapGenerator } = parse(await read(`${FOLDER}/kustomization.yaml`)) as Yaml;
  return Promise.all(
    configMapGenerator.map(async ({ name, files }: { name: string; files: string[] }) => {
      const texts = files.map(async (file) => [basename(file), await read(`${FOLDER}/${file}`)] as const);
      return [name, Object.fromEntries(await Promise.all(texts))];
    }),
  );
}

function documents(text: string): Yaml[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw new Error(String(document.errors[0]));
    return document.toJS() as Yaml;
  });
}

function known(entries: Map<string, Texts>, name: string): Texts {
  const found = entries.get(name);
  if (!found) throw new Error(`no manifest makes ${name}`);
  return found;
}
