export { CatalogClientModule } from './catalog-client.module.js';
export { CatalogClient } from './catalog-client.js';
export { type CatalogClientOptions } from './catalog-client.options.js';
