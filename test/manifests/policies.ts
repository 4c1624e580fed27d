import { isDeepStrictEqual } from 'node:util';
import { declared, drainSeconds, secretKeys, type Values, version } from './files.js';
import {
  type Container,
  type LabelSelector,
  type Manifest,
  ofKind,
  selects,
  type Workload,
} from './manifest.js';

const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

const restrictedPod = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};

type Pod = Workload['spec']['template']['spec'];

const containersOf = ({ containers, initContainers = [] }: Pod): Container[] => [
  ...containers,
  ...initContainers,
];

const unless = (holds: boolean, problem: string): string[] => (holds ? [] : [problem]);

const ofContainer = (container: Container): string[] => {
  const { name, resources, securityContext, env = [] } = container;
  const amounts = [resources?.requests, resources?.limits];
  return [
    ...unless(isDeepStrictEqual(securityContext, restricted), `${name} is not restricted`),
    ...unless(
      amounts.every((amount) => amount?.['cpu'] !== undefined && amount['memory'] !== undefined),
      `${name} does not say what it needs and may take`,
    ),
    ...env
      .filter((variable) => !declared.includes(variable.name))
      .map((variable) => `${name} is given ${variable.name}, which no service reads`),
  ];
};

const ofPod = (pod: Pod): string[] => [
  ...unless(isDeepStrictEqual(pod.securityContext, restrictedPod), 'the pod is not restricted'),
  ...unless(pod.automountServiceAccountToken === false, 'the pod is given a token'),
  ...containersOf(pod).flatMap(ofContainer),
];

const probes = {
  startupProbe: '/health/live',
  livenessProbe: '/health/live',
  readinessProbe: '/health/ready',
} as const;

const ofProbes = (container: Container): string[] => {
  const opened = (container.ports ?? []).map(({ name }) => name);
  return Object.entries(probes).flatMap(([probe, path]) => {
    const { httpGet } = container[probe as keyof typeof probes] ?? {};
    const asked = httpGet?.path === path && opened.includes(String(httpGet.port));
    return unless(asked, `${container.name} has no ${probe} of ${path} at a port it opens`);
  });
};

const labelsOf = ({ spec }: Workload): Values => spec.template.metadata.labels;

const ofDeployment = (manifests: readonly Manifest[], deployment: Workload): string[] => {
  const { spec } = deployment;
  const pod = spec.template.spec;
  const labels = labelsOf(deployment);
  const asleep = Math.max(
    ...pod.containers.map((one) => one.lifecycle?.preStop?.sleep?.seconds ?? 0),
  );
  const budgets = ofKind<Manifest & { spec: { selector: LabelSelector } }>(
    manifests,
    'PodDisruptionBudget',
  ).filter((budget) => selects(budget.spec.selector, labels));
  const spread = pod.topologySpreadConstraints ?? [];
  const waits = (pod.initContainers ?? []).some(({ args }) =>
    isDeepStrictEqual(args, ['migrate', 'wait']),
  );
  return [
    ...unless(selects(spec.selector ?? {}, labels), 'does not select its own pods'),
    ...unless(budgets.length === 1, 'has no disruption budget of its own'),
    ...unless(
      spread.length > 0 && spread.every(({ labelSelector }) => selects(labelSelector, labels)),
      'does not spread its own pods',
    ),
    ...unless(
      (pod.terminationGracePeriodSeconds ?? 30) > asleep + drainSeconds,
      'is killed before it has drained',
    ),
    ...unless(waits, 'does not wait for the migration'),
    ...pod.containers.flatMap(ofProbes),
  ];
};

interface Service extends Manifest {
  spec: { selector: Values; ports: { port: number; targetPort: string }[] };
}

const portsOf = (workloads: readonly Workload[]): NonNullable<Container['ports']> =>
  workloads.flatMap(({ spec }) => spec.template.spec.containers.flatMap(({ ports = [] }) => ports));

const ofService = (workloads: readonly Workload[], { spec }: Service): string[] => {
  const led = workloads.filter((one) => selects({ matchLabels: spec.selector }, labelsOf(one)));
  const opened = portsOf(led).map(({ name }) => name);
  return [
    ...unless(led.length === 1, 'does not lead to one kind of pods'),
    ...spec.ports
      .filter(({ targetPort }) => !opened.includes(targetPort))
      .map(({ targetPort }) => `leads to ${targetPort}, which its pods do not open`),
  ];
};

interface NetworkPolicy extends Manifest {
  spec: {
    podSelector: LabelSelector;
    ingress?: { ports?: { port: string | number }[] }[];
  };
}

const ofNetworkPolicy = (workloads: readonly Workload[], { spec }: NetworkPolicy): string[] => {
  const guarded = workloads.filter((one) => selects(spec.podSelector, labelsOf(one)));
  const opened = new Set(
    portsOf(guarded).flatMap(({ name, containerPort }) => [name, containerPort]),
  );
  return [
    ...unless(guarded.length > 0, 'is about no pod'),
    ...(spec.ingress ?? [])
      .flatMap(({ ports = [] }) => ports)
      .filter(({ port }) => !opened.has(port))
      .map(({ port }) => `lets in through ${port}, which its pods do not open`),
  ];
};

interface Scaler extends Manifest {
  spec: { scaleTargetRef: { name: string } };
}

const ofScaler = (workloads: readonly Workload[], { spec }: Scaler): string[] => {
  const scaled = workloads.filter(({ metadata }) => metadata.name === spec.scaleTargetRef.name);
  return [
    ...unless(scaled.length === 1, 'scales nothing that is there'),
    ...scaled
      .filter((one) => one.spec.replicas !== undefined)
      .map(({ metadata }) => `is undone by the replicas that ${metadata.name} names`),
  ];
};

interface PodMonitor extends Manifest {
  spec: { selector: LabelSelector; podMetricsEndpoints: { port: string }[] };
}

const ofPodMonitor = (workloads: readonly Workload[], { spec }: PodMonitor): string[] => {
  const watched = workloads.filter(
    (one) => one.kind === 'Deployment' && selects(spec.selector, labelsOf(one)),
  );
  const opened = portsOf(watched).map(({ name }) => name);
  return [
    ...unless(
      watched.length === workloads.filter(({ kind }) => kind === 'Deployment').length,
      'does not watch every service',
    ),
    ...spec.podMetricsEndpoints
      .filter(({ port }) => !opened.includes(port))
      .map(({ port }) => `asks ${port}, which its pods do not open`),
  ];
};

interface ConfigMap extends Manifest {
  data?: Values;
}

const ofConfiguration = (
  manifests: readonly Manifest[],
  workloads: readonly Workload[],
): string[] => {
  const maps = ofKind<ConfigMap>(manifests, 'ConfigMap');
  const named = new Set(maps.map(({ metadata }) => `ConfigMap ${metadata.name}`));
  const used = workloads.flatMap(({ spec }) =>
    containersOf(spec.template.spec).flatMap(({ envFrom = [] }) => envFrom),
  );
  return [
    ...maps
      .filter(({ metadata }) => metadata.name.startsWith('tulia-environment'))
      .flatMap(({ data = {} }) => Object.keys(data))
      .concat(secretKeys)
      .filter((name) => !declared.includes(name))
      .map((name) => `${name} is set, which no service reads`),
    ...used.flatMap(({ configMapRef, secretRef }) => [
      ...(configMapRef === undefined
        ? []
        : unless(
            named.has(`ConfigMap ${configMapRef.name}`),
            `ConfigMap ${configMapRef.name} is read, and is not there`,
          )),
      ...(secretRef === undefined
        ? []
        : unless(secretRef.name === 'tulia-secrets', `${secretRef.name} is not documented`)),
    ]),
  ];
};

const ofVersions = (workloads: readonly Workload[]): string[] => [
  ...workloads
    .flatMap(({ spec }) => containersOf(spec.template.spec))
    .filter(({ image }) => !new RegExp(`(^|/)tulia/[a-z-]+:${version}$`).test(image))
    .map(({ image }) => `${image} is not of version ${version}`),
  ...workloads
    .filter(({ kind }) => kind === 'Job')
    .filter(({ metadata }) => !metadata.name.endsWith(version.replaceAll('.', '-')))
    .map(({ metadata }) => `${metadata.name} is not named by version ${version}`),
];

const named = ({ kind, metadata }: Manifest, problems: string[]): string[] =>
  problems.map((problem) => `${kind} ${metadata.name}: ${problem}`);

/** What an API server would take and an operator would regret. */
export const policyProblems = (manifests: readonly Manifest[]): string[] => {
  const workloads = ofKind<Workload>(
    manifests,
    'Deployment',
    'Job',
    'StatefulSet',
    'DaemonSet',
    'CronJob',
  );
  const of = <Kind extends Manifest>(
    kinds: string[],
    problems: (one: Kind) => string[],
  ): string[] => ofKind<Kind>(manifests, ...kinds).flatMap((one) => named(one, problems(one)));
  return [
    ...workloads.flatMap((one) => named(one, ofPod(one.spec.template.spec))),
    ...of<Workload>(['Deployment'], (one) => ofDeployment(manifests, one)),
    ...of<Service>(['Service'], (one) => ofService(workloads, one)),
    ...of<NetworkPolicy>(['NetworkPolicy'], (one) => ofNetworkPolicy(workloads, one)),
    ...of<Scaler>(['HorizontalPodAutoscaler', 'ScaledObject'], (one) => ofScaler(workloads, one)),
    ...of<PodMonitor>(['PodMonitor'], (one) => ofPodMonitor(workloads, one)),
    ...ofConfiguration(manifests, workloads),
    ...ofVersions(workloads),
  ];
};
