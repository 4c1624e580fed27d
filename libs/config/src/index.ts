export { ConfigModule, getEnvironmentToken, InjectEnvironment } from './config.module.js';
export {
  type DatabaseEnvironment,
  type Environment,
  EnvironmentError,
  readDatabaseEnvironment,
  readEnvironment,
} from './environment.js';
export { environmentExample, environmentTable } from './reference.js';
