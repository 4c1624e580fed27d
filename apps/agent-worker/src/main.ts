import { startService } from '#observability';
import { AgentWorkerModule } from './agent-worker.module.js';

await startService((environment) => AgentWorkerModule.forRoot(environment));
