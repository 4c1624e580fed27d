import { runCli } from './cli.js';
import { step } from './console.js';
import { startDatabases } from './databases.js';
import { ReplyReceiver } from './demo/reply-receiver.js';
import { enterHome } from './home.js';
import { type Options } from './options.js';
import { type DemoAccess, ReadyFiles, type ReadyInfo } from './ready-file.js';
import { suiteEnvironment } from './services/environment.js';
import { type Plan, planServices, type ServiceKind } from './services/plan.js';
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

const describeSuite = (
  { gatewayUrls, grpcUrl }: Plan,
  databases: { databaseUrl: string; redisUrl: string },
  services: StartedService[],
  demo: DemoAccess,
): ReadyInfo => ({
  gatewayUrl: gatewayUrls[0]!,
  gatewayUrls,
  ...databases,
  grpcUrl,
  pids: {
    gateway: pidsOf(services, 'gateway'),
    agentWorker: pidsOf(services, 'agent-worker'),
    catalogService: pidsOf(services, 'catalog-service'),
  },
  demo,
});

/** An empty variable counts as not set. */
const read = (environment: NodeJS.ProcessEnv, name: string): string | undefined =>
  environment[name] === '' ? undefined : environment[name];

/** Brings everything up: data, schema, demo shop, services. */
export const startSuite = async (
  options: Options,
  given: NodeJS.ProcessEnv,
  launch: Launch,
): Promise<Suite> => {
  const { cleanUp, signal, services } = launch;
  const home = await enterHome(options.dataDir, options);
  cleanUp.defer(() => home.leave());
  const readyFiles = new ReadyFiles([home.readyFile, ...[options.readyFile ?? []].flat()]);
  await readyFiles.remove(); // of a start that was killed

  const givenDatabase = read(given, 'DATABASE_URL');
  const databases = await startDatabases(home, cleanUp, {
    databaseUrl: givenDatabase,
    redisUrl: read(given, 'REDIS_URL'),
  });
  signal.throwIfAborted();

  const receiver = options.deliveryUrl === undefined ? await ReplyReceiver.start() : undefined;
  if (receiver !== undefined) cleanUp.use(receiver);
  const deliveryUrl = options.deliveryUrl ?? receiver!.url;
  const plan = await planServices(options, Number(read(given, 'PORT') ?? 3000));
  const { encryptionKeys } = home;
  const facts = { ...databases, encryptionKeys, deliveryUrl, plan };
  const environment = suiteEnvironment(given, facts);

  await step(
    () => runCli(['migrate', 'up'], environment),
    () => 'the schema is up to date',
  );
  signal.throwIfAborted();
  const seed = ['seed', '--delivery-url', deliveryUrl];
  const [printed] = await Promise.all([
    step(
      () => runCli([...seed, '--keys-file', home.demoKeysFile(givenDatabase)], environment),
      () => 'the demo shop is set up',
    ),
    step(
      () => {
        const onReplaced = (): void => void readyFiles.refresh();
        return startServices(
          plan.services,
          { environment, logDir: home.logDir, onReplaced },
          launch,
        );
      },
      () => `${plan.services.map(({ name }) => name).join(', ')} serve`,
    ),
  ]);
  const demo = JSON.parse(printed) as DemoAccess;
  if (receiver !== undefined) receiver.secret = demo.channels.webhook.secret;

  cleanUp.defer(() => readyFiles.remove());
  await readyFiles.publish(() => describeSuite(plan, databases, services, demo));
  return { info: describeSuite(plan, databases, services, demo), receiver };
};
