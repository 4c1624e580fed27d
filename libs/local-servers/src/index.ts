export { BoundProcess, type BoundProcessOptions, type Exit, type Stream } from './bound-process.js';
export { CuttableLink } from './cuttable-link.js';
export { guard } from './guard.js';
export { readPid, worksIn } from './leftover.js';
export { type LocalServer, type LocalServerOptions } from './local-server.js';
export { type PgbouncerOptions, pgbouncerProgram, startPgbouncer } from './pgbouncer.js';
export { freePort, freePorts } from './ports.js';
export { startPostgres, stopPostgresIn } from './postgres.js';
export {
  startRedisCluster,
  type LocalRedisCluster,
  type RedisClusterOptions,
} from './redis-cluster.js';
export { startRedis, stopRedisIn } from './redis.js';
