import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { accessOf } from './route-access.js';

/** What Nest's `@Get()`, `@Post()` … leave on a handler. */
const methodKey = 'method';

type Handler = (...args: unknown[]) => unknown;

/** Routes are closed by default: one that does not say who may call it stops the boot. */
@Injectable()
export class ClosedRoutes implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Error that names every such route */
  onModuleInit(): void {
    const open = this.discovery.getControllers().flatMap(({ instance, metatype }) => {
      const controller = instance as Record<string, Handler>;
      return this.scanner
        .getAllMethodNames(Object.getPrototypeOf(controller) as object)
        .filter((name) => {
          const handler = controller[name];
          if (handler === undefined || typeof metatype !== 'function') return false;
          const method = Reflect.getMetadata(methodKey, handler) as RequestMethod | undefined;
          return (
            method !== undefined && accessOf(this.reflector, [handler, metatype]) === undefined
          );
        })
        .map((name) => `${metatype?.name ?? 'a controller'}.${name}`);
    });
    if (open.length > 0) {
      throw new Error(`Decorate with @Roles(…) or @Public() who may call: ${open.join(', ')}`);
    }
  }
}
