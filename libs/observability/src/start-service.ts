import { type Environment, EnvironmentError, getEnvironmentToken, readEnvironment } from '#config';
import { type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { Readiness } from './readiness.js';

export interface ServiceOptions {
  adapter?: () => FastifyAdapter;
  /** Before listening: connect microservices, set limits. */
  configure?: (app: NestFastifyApplication, environment: Environment) => Promise<void> | void;
  /** How long running work may take to finish after SIGTERM, in milliseconds; 15,000 by default. */
  drainTimeoutMs?: number;
}

/**
 * Stops a service once: it says it is not ready, finishes what runs (`beforeApplicationShutdown`
 * of its parts), closes its connections, and exits 0; or 1 when that takes longer than allowed.
 */
const drainOnSignals = (app: NestFastifyApplication, drainTimeoutMs: number): void => {
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
    try {
      await app.close();
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

/** Boots one service of the suite: logger, listening, drain on SIGTERM. Exits 1 when it cannot. */
export const startService = async (module: Type, options: ServiceOptions = {}): Promise<void> => {
  try {
    readEnvironment();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    options.adapter?.() ?? new FastifyAdapter(),
    { bufferLogs: true, rawBody: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  app.flushLogs();
  const environment = app.get<Environment>(getEnvironmentToken());
  drainOnSignals(app, options.drainTimeoutMs ?? 15_000);
  await options.configure?.(app, environment);
  await app.listen(environment.PORT, '0.0.0.0');
  app.get(Logger).log({ port: environment.PORT }, 'serving');
};
