export { HealthModule, publicRouteKey } from './health.module.js';
export { LoggingModule } from './logging.module.js';
export { Readiness } from './readiness.js';
export { type ServiceOptions, startService } from './start-service.js';
export { addLogFields, currentTraceId, currentTraceparent, runInContext } from './work-context.js';
