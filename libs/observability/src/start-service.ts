import { type Environment, EnvironmentError, readEnvironment } from '#config';
import { reportQueryBudgets } from '#relations';
import { type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { Metrics } from './metrics/metrics.js';
import { queryBudgetReporter } from './metrics/query-budget-metrics.js';
import { Readiness } from './readiness.js';
import { startTracing } from './tracing/start-tracing.js';

export interface ServiceOptions {
  adapter?: (environment: Environment) => FastifyAdapter;
  /** Before listening: connect microservices, set limits. */
  configure?: (app: NestFastifyApplication, environment: Environment) => Promise<void> | void;
  /** How long running work may take to finish after SIGTERM, in milliseconds; 15,000 by default. */
  drainTimeoutMs?: number;
}

/**
 * Stops a service once: it says it is not ready, finishes what runs (`beforeApplicationShutdown`
 * of its parts), closes its connections, and exits 0; or 1 when that takes longer than allowed.
 */
const drainOnSignals = (
  app: NestFastifyApplication,
  drainTimeoutMs: number,
  atLast: () => Promise<void>,
): void => {
  const logger = app.get(Logger);
  let draining = false;
  const drain = async (signal: string): Promise<void> => {
    if (draining) return;
    draining = true;
    app.get(Readiness, { strict: false }).draining = true;
    logger.log({ signal }, 'draining');
    setTimeout(() => {
      logger.error({ drainTimeoutMs }, 'work did not finish in time');
      process.exit(1);
    }, drainTimeoutMs).unref();
    // A connection whose request was still running when closing began would be kept alive after it.
    setInterval(() => app.getHttpServer().closeIdleConnections(), 100).unref();
    try {
      await app.close();
      await atLast();
    } catch (error) {
      logger.error({ err: error }, 'closing failed');
      process.exit(1);
    }
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void drain(signal));
  }
};

/** The environment, or the end: every bad variable is listed, and nothing else is printed. */
const environmentOrExit = (): Environment => {
  try {
    return readEnvironment();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
};

/** Boots one service of the suite: environment, logger, traces, listening, drain on SIGTERM. */
export const startService = async (
  name: string,
  moduleFor: (environment: Environment) => DynamicModule,
  options: ServiceOptions = {},
): Promise<void> => {
  const environment = environmentOrExit();
  const stopTracing = startTracing(name, environment);
  const app = await NestFactory.create<NestFastifyApplication>(
    moduleFor(environment),
    options.adapter?.(environment) ?? new FastifyAdapter(),
    { bufferLogs: true, rawBody: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  app.flushLogs();
  const metrics = app.get(Metrics, { strict: false });
  reportQueryBudgets(queryBudgetReporter(metrics, app.get(Logger)));
  drainOnSignals(app, options.drainTimeoutMs ?? 15_000, stopTracing);
  await options.configure?.(app, environment);
  await app.listen(environment.PORT, '0.0.0.0');
  app.get(Logger).log({ url: await app.getUrl() }, 'serving');
};
