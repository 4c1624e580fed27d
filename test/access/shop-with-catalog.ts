import { randomUUID } from 'node:crypto';
import {
  type RunningCatalog,
  startCatalog,
} from '../../apps/catalog-service/test/running-catalog.js';
import { RunningGateway } from '../../apps/gateway/test/running-gateway.js';
import { createTestDatabase, testRedisUrl } from '../support/databases.js';
import { World } from './world.js';

/** A gateway and a catalog-service over a database of their own, and two tenants in it. */
export class ShopWithCatalog implements AsyncDisposable {
  private constructor(
    readonly gateway: RunningGateway,
    readonly catalog: RunningCatalog,
    readonly world: World,
    private readonly ended: AsyncDisposableStack,
  ) {}

  static async open(): Promise<ShopWithCatalog> {
    await using stack = new AsyncDisposableStack();
    const database = stack.use(await createTestDatabase());
    const given = {
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      KEY_PREFIX: `a${randomUUID().slice(-12)}`,
    };
    const catalog = stack.use(await startCatalog(given));
    const gateway = stack.use(
      await RunningGateway.start({ ...given, GRPC_URL: catalog.grpcAddress }),
    );
    return new ShopWithCatalog(
      gateway,
      catalog,
      await World.create(gateway, database),
      stack.move(),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.ended.disposeAsync();
  }
}
