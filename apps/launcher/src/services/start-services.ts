import { BoundProcess } from '#local-servers';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from '../console.js';
import { type PlannedService, type ServiceKind } from './plan.js';
import { ServiceLog } from './service-log.js';
import { Supervised } from './supervised.js';

export interface StartedService extends PlannedService {
  process: Supervised;
}

export interface StartOptions {
  /** For all services; each planned one adds its own. */
  environment: NodeJS.ProcessEnv;
  logDir: string;
  onReplaced: () => void;
}

const readyWithinMs = 60_000;
const hopelessCrashes = 3;
const timeout = (ms: number): AbortSignal => AbortSignal.timeout(ms);

const start = async (
  planned: PlannedService,
  { environment, logDir, onReplaced }: StartOptions,
): Promise<StartedService> => {
  const log = new ServiceLog(logDir, planned.name);
  const main = `dist/apps/${planned.kind}/src/main.js`;
  const supervised = new Supervised({
    start: () =>
      new BoundProcess(process.execPath, ['--enable-source-maps', main], {
        env: { ...environment, ...planned.environment },
        onLine: log.write,
      }),
    onCrash: (reason, restartInMs) =>
      say(`[${planned.name}] ${reason}; starts again in ${restartInMs / 1000} s`),
    onReplaced,
  });
  await supervised.start();
  return { ...planned, process: supervised };
};

const isReady = async (port: number, signal: AbortSignal): Promise<boolean> => {
  try {
    const url = `http://127.0.0.1:${port}/health/ready`;
    const response = await fetch(url, { signal: AbortSignal.any([signal, timeout(2000)]) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};

/**
 * Resolves when the service says that it wants work. Throws when it cannot be expected to any
 * more, and when aborted.
 */
const untilReady = async (
  { name, port, process: running }: StartedService,
  signal: AbortSignal,
): Promise<void> => {
  const deadline = timeout(readyWithinMs);
  while (!(await isReady(port, signal))) {
    if (deadline.aborted)
      throw new Error(`${name} was not ready within ${readyWithinMs / 1000} s.`);
    if (running.crashes >= hopelessCrashes) throw new Error(`${name} does not start.`);
    await delay(50, undefined, { signal });
  }
};

/** Drains one kind of service, all replicas at once. */
const drain = async (replicas: StartedService[]): Promise<void> => {
  await Promise.all(
    replicas.map(async ({ name, process: running }) => {
      if ((await running.stop()) === 'killed') say(`  ${name} did not end in time and was killed`);
    }),
  );
};

export interface Launch {
  /** Aborted when the suite is to stop, maybe while it still starts. */
  signal: AbortSignal;
  /** Receives what stops the suite again, done in reverse order. */
  cleanUp: AsyncDisposableStack;
  /** Receives the services as they are started. */
  services: StartedService[];
}

/** Each kind is started before those that depend on it, and so drained after them. */
const startOrder: ServiceKind[] = ['catalog-service', 'agent-worker', 'gateway'];

/** Starts the planned services and waits until all of them are ready. */
export const startServices = async (
  planned: PlannedService[],
  options: StartOptions,
  { services, cleanUp, signal }: Launch,
): Promise<void> => {
  for (const kind of startOrder) {
    const ofThisKind = planned.filter((service) => service.kind === kind);
    const replicas = await Promise.all(ofThisKind.map((service) => start(service, options)));
    services.push(...replicas);
    cleanUp.defer(() => drain(replicas));
  }
  await Promise.all(services.map((service) => untilReady(service, signal)));
};
