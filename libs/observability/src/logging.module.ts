import { type Environment, getEnvironmentToken } from '#config';
import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule, type Params } from 'nestjs-pino';
import { currentLogFields } from './tracing/work-context.js';

/** Never in a log: credentials, signatures, and what customers and agents wrote. */
const redactedPaths = ['authorization', 'secret', 'key', 'password', 'text', 'body'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

const loggerParams = (service: string, level: string): Params => ({
  pinoHttp: {
    level,
    base: { service },
    mixin: currentLogFields,
    redact: {
      paths: [...redactedPaths, '*.headers["webhook-signature"]', '*.headers.cookie'],
      censor: '[redacted]',
    },
    // Requests are many and say little: metrics count them, failures are logged where they are known.
    autoLogging: false,
    quietReqLogger: true,
    serializers: { req: () => undefined, res: () => undefined },
  },
});

@Module({})
export class LoggingModule {
  /** JSON lines on stdout (pino); each carries its trace id and what `runInContext` added. */
  static forRoot(service: string): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRootAsync({
          inject: [getEnvironmentToken()],
          useFactory: (environment: Environment) => loggerParams(service, environment.LOG_LEVEL),
        }),
      ],
    };
  }
}
