import { startService } from '#observability';
import { AppModule } from './app.module.js';
import { serveTransports } from './transport/serve-transports.js';

await startService((environment) => AppModule.forRoot(environment), { configure: serveTransports });
