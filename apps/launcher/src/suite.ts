import { migrate, seedDemo } from './cli.js';
import { step } from './console.js';
import { startDatabases } from './databases.js';
import { ReplyReceiver } from './demo/reply-receiver.js';
import { enterHome, type Home } from './home.js';
import { type Options } from './options.js';
import { ReadyFiles, type ReadyInfo } from './ready-file.js';
import { suiteEnvironment } from './services/environment.js';
import { planServices, type ServiceKind } from './services/plan.js';
import { type Launch, type StartedService, startServices } from './services/start-services.js';

export interface Suite {
  info: ReadyInfo;
  /** Where the demo's replies arrive, unless they are delivered elsewhere. */
  receiver: ReplyReceiver | undefined;
}

const pidsOf = (services: StartedService[], kind: ServiceKind): number[] =>
  services
    .filter((service) => service.kind === kind)
    .map(({ process: running }) => running.pid)
    .filter((pid) => pid !== undefined);

const currentPids = (services: StartedService[]): ReadyInfo['pids'] => ({
  gateway: pidsOf(services, 'gateway'),
  agentWorker: pidsOf(services, 'agent-worker'),
  catalogService: pidsOf(services, 'catalog-service'),
});

/** An empty variable counts as not set. */
const read = (environment: NodeJS.ProcessEnv, name: string): string | undefined =>
  environment[name] === '' ? undefined : environment[name];

const enter = async (options: Options, cleanUp: AsyncDisposableStack): Promise<Home> => {
  const home = await enterHome(options.dataDir, options);
  cleanUp.defer(() => home.leave());
  return home;
};

const receiveReplies = async (cleanUp: AsyncDisposableStack): Promise<ReplyReceiver> =>
  cleanUp.use(await ReplyReceiver.start());

/** Brings everything up: data, schema, demo shop, services. */
export const startSuite = async (
  options: Options,
  given: NodeJS.ProcessEnv,
  launch: Launch,
): Promise<Suite> => {
  const { cleanUp, signal, services } = launch;
  const home = await enter(options, cleanUp);
  const readyFiles = new ReadyFiles([home.readyFile, ...[options.readyFile ?? []].flat()]);
  await readyFiles.remove(); // of a start that was killed

  const databaseUrl = read(given, 'DATABASE_URL');
  const redisUrl = read(given, 'REDIS_URL');
  const databases = await startDatabases(home, cleanUp, { databaseUrl, redisUrl });
  const receiver = options.deliveryUrl === undefined ? await receiveReplies(cleanUp) : undefined;
  const deliveryUrl = options.deliveryUrl ?? receiver!.url;
  const plan = await planServices(options, Number(read(given, 'PORT') ?? 3000));
  const environment = suiteEnvironment(given, { ...databases, ...home, deliveryUrl, plan });

  signal.throwIfAborted();
  await step(
    () => migrate(environment),
    () => 'the schema is up to date',
  );
  signal.throwIfAborted();
  const keysFile = home.demoKeysFile(databaseUrl);
  const onReplaced = (): void => void readyFiles.refresh();
  const starting = { environment, logDir: home.logDir, onReplaced };
  const [demo] = await Promise.all([
    step(
      () => seedDemo(environment, { deliveryUrl, keysFile }),
      () => 'the demo shop is set up',
    ),
    step(
      () => startServices(plan.services, starting, launch),
      () => `${plan.services.map(({ name }) => name).join(', ')} serve`,
    ),
  ]);
  if (receiver !== undefined) receiver.secret = demo.channels.webhook.secret;

  const { gatewayUrls, grpcUrl } = plan;
  const lasting = { gatewayUrl: gatewayUrls[0]!, gatewayUrls, ...databases, grpcUrl, demo };
  const describe = (): ReadyInfo => ({ ...lasting, pids: currentPids(services) });
  cleanUp.defer(() => readyFiles.remove());
  await readyFiles.publish(describe);
  return { info: describe(), receiver };
};
