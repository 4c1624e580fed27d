import { describe, expect, it } from '@jest/globals';
import { build, type Container, type Manifest, type Workload } from './manifest.js';
import { policyProblems } from './policies.js';
import { schemaProblems } from './schema.js';

const built = JSON.stringify(build('k8s/overlays/production'));

/** The overlay with an error in it. */
const withError = (plant: (find: <Kind = Workload>(name: string) => Kind) => void): Manifest[] => {
  const manifests = JSON.parse(built) as Manifest[];
  plant(<Kind>(name: string) => {
    const found = manifests.find(({ kind, metadata }) => `${kind}/${metadata.name}` === name);
    if (found === undefined) throw new Error(`${name} is not there`);
    return found as Kind;
  });
  return manifests;
};

const containerOf = (workload: Workload): Container => {
  const [container] = workload.spec.template.spec.containers;
  if (container === undefined) throw new Error('no container');
  return container;
};

interface Any {
  spec: Record<string, unknown>;
}

/** An error of each kind, by what is said of it. */
const againstPolicies: Record<string, Parameters<typeof withError>[0]> = {
  'gateway is not restricted': (find) => {
    containerOf(find('Deployment/gateway')).securityContext = { privileged: true };
  },
  'the pod is not restricted': (find) => {
    delete find('Deployment/gateway').spec.template.spec.securityContext;
  },
  'the pod is given a token': (find) => {
    delete find('Deployment/gateway').spec.template.spec.automountServiceAccountToken;
  },
  'does not say what it needs and may take': (find) => {
    containerOf(find('Deployment/gateway')).resources = { requests: { cpu: '1', memory: '1Gi' } };
  },
  'has no livenessProbe of /health/live': (find) => {
    delete containerOf(find('Deployment/gateway')).livenessProbe;
  },
  'has no readinessProbe of /health/ready at a port it opens': (find) => {
    const httpGet = { path: '/health/ready', port: 'web' };
    containerOf(find('Deployment/gateway')).readinessProbe = { httpGet };
  },
  'has no disruption budget of its own': (find) => {
    find<Any>('PodDisruptionBudget/gateway').spec['selector'] = { matchLabels: { app: 'gateway' } };
  },
  'does not spread its own pods': (find) => {
    find('Deployment/gateway').spec.template.spec.topologySpreadConstraints = [];
  },
  'does not select its own pods': (find) => {
    find('Deployment/gateway').spec.template.metadata.labels = { app: 'gateway' };
  },
  'is killed before it has drained': (find) => {
    find('Deployment/gateway').spec.template.spec.terminationGracePeriodSeconds = 20;
  },
  'does not wait for the migration': (find) => {
    delete find('Deployment/gateway').spec.template.spec.initContainers;
  },
  'does not lead to one kind of pods': (find) => {
    find<Any>('Service/gateway').spec['selector'] = { 'app.kubernetes.io/part-of': 'tulia' };
  },
  'leads to web, which its pods do not open': (find) => {
    find<Any>('Service/gateway').spec['ports'] = [{ port: 3000, targetPort: 'web' }];
  },
  'is about no pod': (find) => {
    find<Any>('NetworkPolicy/gateway').spec['podSelector'] = { matchLabels: { app: 'gateway' } };
  },
  'lets in through 3001, which its pods do not open': (find) => {
    find<Any>('NetworkPolicy/gateway').spec['ingress'] = [{ ports: [{ port: 3001 }] }];
  },
  'scales nothing that is there': (find) => {
    find<Any>('ScaledObject/agent-worker').spec['scaleTargetRef'] = { name: 'worker' };
  },
  'is undone by the replicas that gateway names': (find) => {
    find('Deployment/gateway').spec.replicas = 2;
  },
  'does not watch every service': (find) => {
    const selector = { matchLabels: { 'app.kubernetes.io/name': 'gateway' } };
    find<Any>('PodMonitor/tulia').spec['selector'] = selector;
  },
  'asks metrics, which its pods do not open': (find) => {
    find<Any>('PodMonitor/tulia').spec['podMetricsEndpoints'] = [{ port: 'metrics' }];
  },
  'gateway is given LOG_LEVL, which no service reads': (find) => {
    containerOf(find('Deployment/gateway')).env = [{ name: 'LOG_LEVL' }];
  },
  'ConfigMap environment is read, and is not there': (find) => {
    containerOf(find('Deployment/gateway')).envFrom = [{ configMapRef: { name: 'environment' } }];
  },
  'secrets is not documented': (find) => {
    containerOf(find('Deployment/gateway')).envFrom = [{ secretRef: { name: 'secrets' } }];
  },
  'tulia/gateway:latest is not of version': (find) => {
    containerOf(find('Deployment/gateway')).image = 'tulia/gateway:latest';
  },
};

const againstSchemas: Record<string, Parameters<typeof withError>[0]> = {
  '"livenessprobe"\' does not exist': (find) => {
    Object.assign(containerOf(find('Deployment/gateway')), { livenessprobe: {} });
  },
  '"serverAdress"\' does not exist': (find) => {
    find<Any>('ScaledObject/agent-worker').spec['serverAdress'] = 'http://prometheus:9090';
  },
  '"podMetricEndpoints"\' does not exist': (find) => {
    find<Any>('PodMonitor/tulia').spec['podMetricEndpoints'] = [];
  },
  'is missing': (find) => {
    delete find<Any>('HorizontalPodAutoscaler/gateway').spec['maxReplicas'];
  },
  "not assignable to type 'number'": (find) => {
    Object.assign(find('Deployment/gateway').spec, { minReadySeconds: 'ten' });
  },
  'has no such kind': (find) => {
    find<Manifest>('PodMonitor/tulia').kind = 'PodWatcher';
  },
};

describe('an error in a manifest', () => {
  it.each(Object.entries(againstPolicies))('is found: %s', (said, plant) => {
    expect(policyProblems(withError(plant))).toContainEqual(expect.stringContaining(said));
  });

  it.each(Object.entries(againstSchemas))(
    'is found by its schema: %s',
    async (said, plant) => {
      const problems = await schemaProblems(withError(plant));
      expect(problems).toContainEqual(expect.stringContaining(said));
    },
    60_000,
  );
});
