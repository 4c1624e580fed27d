import { startService } from '#observability';
import { AgentWorkerModule } from './agent-worker.module.js';

await startService('agent-worker', (environment) => AgentWorkerModule.forRoot(environment));
