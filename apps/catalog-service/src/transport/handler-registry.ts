import { type CatalogMethod, type CatalogResults, catalogMethods } from '#contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { handledMethod } from './handles.decorator.js';

export type Handler = (command: unknown) => Promise<CatalogResults[CatalogMethod]>;

type Methods = Record<string, (command: unknown) => Promise<CatalogResults[CatalogMethod]>>;

/** Finds the `@Handles()` of all features and makes sure at boot that none is missing. */
@Injectable()
export class HandlerRegistry implements OnModuleInit {
  private readonly handlers = new Map<CatalogMethod, Handler>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance === 'object' && instance !== null) this.collect(instance as Methods);
    }
    const missing = Object.keys(catalogMethods).filter(
      (method) => !this.handlers.has(method as CatalogMethod),
    );
    if (missing.length > 0) {
      throw new Error(
        `No provider has @Handles('${missing.join("'), @Handles('")}'): ` +
          'each catalog method needs exactly one handler',
      );
    }
  }

  /** @throws Error before the module is initialised */
  of(method: CatalogMethod): Handler {
    const handler = this.handlers.get(method);
    if (handler === undefined) throw new Error(`${method} has no handler yet`);
    return handler;
  }

  private collect(instance: Methods): void {
    const prototype = Object.getPrototypeOf(instance) as object | null;
    for (const name of this.scanner.getAllMethodNames(prototype)) {
      const handler = instance[name];
      const method = handler && handledMethod(handler);
      if (handler === undefined || method === undefined) continue;
      if (this.handlers.has(method)) {
        throw new Error(`Two methods have @Handles('${method}'): the second is ${name}`);
      }
      this.handlers.set(method, handler.bind(instance));
    }
  }
}
