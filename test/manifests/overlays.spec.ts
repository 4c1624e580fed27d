import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from '#config';
import { parse } from 'yaml';
import { assignments, secretKeys, text } from './files.js';
import { build, type Manifest, ofKind, overlays, parsed, type Workload } from './manifest.js';
import { policyProblems } from './policies.js';
import { schemaProblems } from './schema.js';

const list = (manifests: readonly Manifest[]): string[] =>
  manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

describe.each(overlays)('k8s/overlays/%s', (overlay) => {
  const manifests = build(`k8s/overlays/${overlay}`);

  it('is what the API servers take, and has no field they would drop', async () => {
    expect(await schemaProblems(manifests)).toEqual([]);
  }, 60_000);

  it('holds to the policies', () => {
    expect(policyProblems(manifests)).toEqual([]);
  });

  it('has the three services and the migration', () => {
    expect(list(ofKind(manifests, 'Deployment', 'Job')).sort()).toEqual([
      'Deployment agent-worker',
      'Deployment catalog-service',
      'Deployment gateway',
      expect.stringMatching(/^Job migrate-/),
    ]);
  });

  it('gives services all they cannot start without', () => {
    const [map] = ofKind<Manifest & { data: Record<string, string> }>(manifests, 'ConfigMap');
    const examples = {
      DATABASE_URL: 'postgres://postgres/tulia',
      REDIS_URL: 'redis://redis',
      ENCRYPTION_KEYS: `test:${Buffer.alloc(32).toString('base64')}`,
    };
    expect(secretKeys).toEqual(Object.keys(examples));
    expect(() => readEnvironment({ ...map?.data, ...examples })).not.toThrow();
  });
});

describe('k8s', () => {
  it('takes in every file of its folders', () => {
    for (const folder of [
      'base',
      ...readdirSync(root('components')).map((n) => `components/${n}`),
    ]) {
      const kustomization = parse(text(`k8s/${folder}/kustomization.yaml`)) as {
        resources: string[];
      };
      const beside = ['environment.env', 'kustomization.yaml'];
      const files = readdirSync(root(folder)).filter((file) => !beside.includes(file));
      expect([folder, ...kustomization.resources.toSorted()]).toEqual([folder, ...files.sort()]);
    }
  });

  it('calls catalog-service at each of its replicas', () => {
    const [catalog] = ofKind<
      Manifest & { spec: { clusterIP?: string; ports: { port: number }[] } }
    >(build('k8s/base'), 'Service').filter(({ metadata }) => metadata.name === 'catalog-service');
    const configuration = assignments(text('k8s/base/environment.env'));
    const port = catalog?.spec.ports[0]?.port;
    expect(catalog?.spec.clusterIP).toBe('None');
    expect(configuration['GRPC_URL']).toBe(`dns:///catalog-service:${port}`);
    expect(configuration['GRPC_LISTEN']).toBe(`0.0.0.0:${port}`);
  });

  it('probes the port that services listen on', () => {
    const configuration = assignments(text('k8s/base/environment.env'));
    for (const { spec } of ofKind<Workload>(build('k8s/base'), 'Deployment')) {
      expect(spec.template.spec.containers[0]?.ports).toContainEqual({
        name: 'http',
        containerPort: Number(configuration['PORT']),
      });
    }
  });

  it.each(readdirSync(root('examples')))(
    'has an example that is valid: %s',
    async (file) => {
      expect(await schemaProblems(parsed(text(`k8s/examples/${file}`)))).toEqual([]);
    },
    60_000,
  );

  it('fetches from the vault what the README has the secret hold', () => {
    const keys = [...text('k8s/examples/external-secret.yaml').matchAll(/secretKey: (\w+)/g)];
    expect(keys.map(([, name]) => name)).toEqual(secretKeys);
  });
});

function root(path: string): URL {
  return new URL(`../../k8s/${path}`, import.meta.url);
}
