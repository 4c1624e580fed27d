export { ConfigModule, getEnvironmentToken, InjectEnvironment } from './config.module.js';
export {
  type CacheEnvironment,
  type DatabaseEnvironment,
  type Environment,
  EnvironmentError,
  type ModelPrice,
  type ModelProvider,
  modelProviders,
  readCacheEnvironment,
  readDatabaseEnvironment,
  readEnvironment,
} from './environment.js';
export { environmentExample, environmentTable } from './reference.js';
