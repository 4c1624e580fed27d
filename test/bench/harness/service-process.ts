import { BoundProcess, freePorts } from '#local-servers';
import { eventually } from '../../support/eventually.js';

/** One built service of the suite. */
export interface ServiceProcess extends AsyncDisposable {
  readonly url: string;
}

/** Resolves when it is ready. @throws with what it printed when it ends before */
export const startServiceProcess = async (
  app: 'gateway' | 'agent-worker' | 'catalog-service',
  environment: Record<string, string>,
): Promise<ServiceProcess> => {
  const [port] = await freePorts(1);
  const lines: string[] = [];
  const service = new BoundProcess(
    process.execPath,
    ['--enable-source-maps', `dist/apps/${app}/src/main.js`],
    { env: { ...environment, PORT: String(port) }, onLine: (line) => lines.push(line) },
  );
  const url = `http://127.0.0.1:${port}`;
  const isReady = async (): Promise<boolean> => {
    if (!service.running) throw new Error(`${app} ended:\n${lines.join('\n')}`);
    return fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  await eventually(`${app} is ready`, isReady, 30_000);
  return {
    url,
    async [Symbol.asyncDispose]() {
      await service.stop();
    },
  };
};
