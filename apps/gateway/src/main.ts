import { startService } from '#observability';
import { GatewayModule } from './gateway.module.js';
import { JsonAdapter } from './http/json.adapter.js';

await startService('gateway', (environment) => GatewayModule.forRoot(environment), {
  adapter: ({ TRUSTED_PROXIES }) => new JsonAdapter(TRUSTED_PROXIES),
});
