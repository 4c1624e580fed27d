import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { environmentExample, readEnvironment } from '#config';
import { parse, parseAllDocuments } from 'yaml';

type Values = Record<string, string>;

interface ComposeService {
  image: string;
  build?: { args: { SERVICE: string } };
  environment: Values;
  stop_grace_period?: string;
  depends_on?: Record<string, { condition: string }>;
}

interface Container {
  image: string;
  ports?: { name: string; containerPort: number }[];
  lifecycle?: { preStop: { sleep: { seconds: number } } };
}

interface Workload {
  kind: string;
  metadata: { name: string };
  spec: {
    selector: { matchLabels: Values };
    template: {
      metadata: { labels: Values; annotations?: Values };
      spec: {
        containers: Container[];
        terminationGracePeriodSeconds: number;
        topologySpreadConstraints: { labelSelector: { matchLabels: Values } }[];
      };
    };
  };
}

interface Service {
  kind: string;
  metadata: { name: string };
  spec: {
    clusterIP?: string;
    selector: Values;
    ports: { name: string; port: number; targetPort: string }[];
  };
}

interface DisruptionBudget {
  kind: string;
  spec: { selector: { matchLabels: Values } };
}

interface Kustomization {
  resources: string[];
  images: { name: string; newTag: string }[];
  configMapGenerator: { name: string; literals: string[] }[];
  replicas: { name: string }[];
}

const text = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const yaml = (path: string): unknown => parse(text(path), { merge: true });

/** Names and values of lines like `NAME=value`. */
const assignments = (lines: string): Values =>
  Object.fromEntries(
    [...lines.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

const isApplication = (name: string): boolean =>
  existsSync(new URL(`../../apps/${name}/src/main.ts`, import.meta.url));

const { version, dependencies } = JSON.parse(text('package.json')) as {
  version: string;
  dependencies: Values;
};

/** Every variable that services read. */
const declared = Object.keys(assignments(environmentExample().replaceAll(/^# (?=[A-Z_]+=)/gm, '')));

/** How long a service may take to finish what runs. */
const drainSeconds = Number(
  /drainTimeoutMs \?\? (\d+)_000\b/.exec(text('libs/observability/src/start-service.ts'))?.[1],
);

const compose = (yaml('docker/compose.yml') as { services: Record<string, ComposeService> })
  .services;
const ours = Object.entries(compose).filter(([, { build }]) => build !== undefined);

describe('Dockerfile', () => {
  it('runs the Node.js that package.json pins', () => {
    expect(text('docker/Dockerfile')).toContain(`\nFROM node:${dependencies['node']}-`);
  });

  it('names applications that exist', () => {
    const [, names = ''] = /^# SERVICE: (.+)\.$/m.exec(text('docker/Dockerfile')) ?? [];
    const services = names.split(/, | or /);
    expect(services.filter(isApplication)).toEqual(services);
    expect(ours.map(([, { build }]) => build?.args.SERVICE).sort()).toEqual(services.sort());
  });
});

describe('compose.yml', () => {
  it.each(ours)('%s: builds what its image is called', (_, { image, build }) => {
    expect(image).toBe(`tulia/${build?.args.SERVICE}:${version}`);
  });

  it.each(ours)('%s: is given only variables that services read', (_, { environment }) => {
    expect(declared).toEqual(expect.arrayContaining(Object.keys(environment)));
  });

  it.each(ours)('%s: is restricted', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  it.each(Object.entries(compose))(
    '%s: waits for services that can be waited for',
    (_, service) => {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        if (condition === 'service_healthy')
          expect(compose[name]).toHaveProperty('healthcheck.test');
        else expect([name, condition]).toEqual(['migrate', 'service_completed_successfully']);
      }
    },
  );

  it.each(ours.filter(([name]) => name !== 'migrate'))('%s: has time to drain', (_, service) => {
    expect(Number.parseInt(service.stop_grace_period ?? '')).toBeGreaterThan(drainSeconds);
  });
});

const base = yaml('k8s/base/kustomization.yaml') as Kustomization;
const objects = base.resources.flatMap((file) =>
  parseAllDocuments(text(`k8s/base/${file}`)).map(
    (document) => document.toJS() as { kind: string },
  ),
);
const ofKind = <Kind>(...kinds: string[]): Kind[] =>
  objects.filter(({ kind }) => kinds.includes(kind)) as Kind[];
const named = <Kind extends { metadata: { name: string } }>(kinds: Kind[]): [string, Kind][] =>
  kinds.map((object) => [object.metadata.name, object]);

const workloads = named(ofKind<Workload>('Deployment', 'Job'));
const deployments = named(ofKind<Workload>('Deployment'));
const services = named(ofKind<Service>('Service'));
const configuration = assignments(text('k8s/base/environment.env'));
/** What `tulia-secrets` is documented to hold. */
const secret = [...text('k8s/README.md').matchAll(/--from-literal=([A-Z_]+)=/g)].map(
  ([, name]) => name,
);

describe('k8s/base', () => {
  it('takes in every file of its folder', () => {
    const files = readdirSync(new URL('../../k8s/base', import.meta.url));
    expect(files.sort()).toEqual(
      [...base.resources, 'environment.env', 'kustomization.yaml'].sort(),
    );
  });

  it('has the three services and the migration', () => {
    expect(workloads.map(([name, { kind }]) => `${kind} ${name}`).sort()).toEqual([
      'Deployment agent-worker',
      'Deployment catalog-service',
      'Deployment gateway',
      'Job migrate',
    ]);
  });

  it('sets and documents only variables that services read', () => {
    expect(declared).toEqual(expect.arrayContaining([...Object.keys(configuration), ...secret]));
  });

  it('leaves nothing out that services cannot start without', () => {
    const examples = {
      DATABASE_URL: 'postgres://postgres/tulia',
      REDIS_URL: 'redis://redis',
      ENCRYPTION_KEYS: `test:${Buffer.alloc(32).toString('base64')}`,
    };
    expect(secret).toEqual(Object.keys(examples));
    expect(() => readEnvironment({ ...configuration, ...examples })).not.toThrow();
  });

  it('uses the images that compose builds, in the version of package.json', () => {
    const used = workloads.flatMap(([, { spec }]) =>
      spec.template.spec.containers.map(({ image }) => image),
    );
    expect(base.images.map(({ name }) => name).sort()).toEqual(used.sort());
    expect(base.images.map(({ name, newTag }) => `${name}:${newTag}`).sort()).toEqual(
      ours.map(([, { image }]) => image).sort(),
    );
  });

  it.each(workloads)('%s: is restricted', (_, { spec }) => {
    const pod = spec.template.spec;
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
    expect(pod).not.toHaveProperty('initContainers');
    for (const container of pod.containers) {
      expect(container).toHaveProperty('securityContext', {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it.each(workloads)('%s: says what it needs and may take', (_, { spec }) => {
    for (const container of spec.template.spec.containers) {
      for (const amount of ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']) {
        expect(container).toHaveProperty(`resources.${amount}`);
      }
    }
  });

  it.each(deployments)('%s: tells Prometheus where its figures are', (_, { spec }) => {
    const { metadata, spec: pod } = spec.template;
    const http = pod.containers[0]?.ports?.find(({ name }) => name === 'http');
    expect(metadata.annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'prometheus.io/path': '/metrics',
      'prometheus.io/port': String(http?.containerPort),
    });
  });

  it.each(deployments)('%s: selects, spreads and budgets its own pods', (name, { spec }) => {
    const labels = { 'app.kubernetes.io/name': name };
    const pod = spec.template;
    const budgets = ofKind<DisruptionBudget>('PodDisruptionBudget').filter((budget) =>
      isDeepStrictEqual(budget.spec.selector.matchLabels, labels),
    );
    const spread = pod.spec.topologySpreadConstraints;
    expect(pod.metadata.labels).toEqual(labels);
    expect(spec.selector.matchLabels).toEqual(labels);
    expect(budgets).toHaveLength(1);
    expect(spread).not.toHaveLength(0);
    for (const { labelSelector } of spread) expect(labelSelector.matchLabels).toEqual(labels);
  });

  it.each(deployments)('%s: is probed where it answers', (_, { spec }) => {
    const probe = (path: string): object => ({ httpGet: { path, port: 'http' } });
    for (const container of spec.template.spec.containers) {
      expect(container).toMatchObject({
        startupProbe: probe('/health/live'),
        livenessProbe: probe('/health/live'),
        readinessProbe: probe('/health/ready'),
      });
      expect(container.ports).toContainEqual({
        name: 'http',
        containerPort: Number(configuration['PORT']),
      });
    }
  });

  it.each(deployments)('%s: has time to drain', (_, { spec }) => {
    const { containers, terminationGracePeriodSeconds } = spec.template.spec;
    for (const { lifecycle } of containers) {
      const asleep = lifecycle?.preStop.sleep.seconds ?? 0;
      expect(terminationGracePeriodSeconds).toBeGreaterThan(asleep + drainSeconds);
    }
  });

  it.each(services)('service %s: leads to ports that its pods open', (_, { spec }) => {
    const pods = deployments.filter(([, deployment]) =>
      isDeepStrictEqual(deployment.spec.template.metadata.labels, spec.selector),
    );
    expect(pods).toHaveLength(1);
    const opened = pods.flatMap(([, { spec }]) => spec.template.spec.containers[0]?.ports);
    for (const { name, port, targetPort } of spec.ports) {
      expect(targetPort).toBe(name);
      expect(opened).toContainEqual({ name, containerPort: port });
    }
  });

  it('calls catalog-service at each of its replicas', () => {
    const catalog = services.find(([name]) => name === 'catalog-service')?.[1].spec;
    const port = catalog?.ports.find(({ name }) => name === 'grpc')?.port;
    expect(catalog?.clusterIP).toBe('None');
    expect(configuration['GRPC_URL']).toBe(`dns:///catalog-service:${port}`);
    expect(configuration['GRPC_LISTEN']).toBe(`0.0.0.0:${port}`);
  });
});

describe('k8s/overlays/dev', () => {
  const overlay = yaml('k8s/overlays/dev/kustomization.yaml') as Kustomization;

  it('changes what the base has', () => {
    const names = deployments.map(([name]) => name);
    expect(overlay.replicas.map(({ name }) => name).sort()).toEqual(names.sort());
    expect(overlay.configMapGenerator.map(({ name }) => name)).toEqual(
      base.configMapGenerator.map(({ name }) => name),
    );
  });

  it('sets only variables that services read', () => {
    const literals = overlay.configMapGenerator.flatMap(({ literals }) => literals).join('\n');
    expect(declared).toEqual(expect.arrayContaining(Object.keys(assignments(literals))));
  });
});
