export { reportQueue } from './queue-metrics.js';
export { QueuesModule } from './queues.module.js';
