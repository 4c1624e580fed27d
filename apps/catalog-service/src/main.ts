import { startService } from '#observability';
import { AppModule } from './app.module.js';
import { serveTransports } from './transport/serve-transports.js';

await startService('catalog-service', (environment) => AppModule.forRoot(environment), {
  configure: serveTransports,
});
