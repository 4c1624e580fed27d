import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { type Environment, readEnvironment } from './environment.js';

const environmentToken = Symbol('Environment');

export const getEnvironmentToken = (): symbol => environmentToken;

/** Injects the validated `Environment`. */
export const InjectEnvironment = (): ParameterDecorator & PropertyDecorator =>
  Inject(environmentToken);

@Module({})
export class ConfigModule {
  /** Global. Reads `process.env` unless a test hands an environment in. @throws EnvironmentError */
  static forRoot(environment: Environment = readEnvironment()): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: environmentToken, useValue: environment }],
      exports: [environmentToken],
    };
  }
}
