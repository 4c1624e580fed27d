export { ConfigModule, getEnvironmentToken, InjectEnvironment } from './config.module.js';
export { type Environment, EnvironmentError, readEnvironment } from './environment.js';
export { environmentExample, environmentTable } from './reference.js';
