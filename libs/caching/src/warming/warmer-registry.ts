import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { OperationsHost } from '../operations/operations-host.js';
import { type Warm } from './warming.js';
import { warmedFamily } from './warms.decorator.js';

/** Finds the `@Warms()` of all providers and begins to warm; nothing waits for it. */
@Injectable()
export class WarmerRegistry implements OnApplicationBootstrap {
  constructor(
    private readonly host: OperationsHost,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance === 'object' && instance !== null) {
        this.register(instance as Record<string, unknown>);
      }
    }
    this.host.start();
  }

  private register(instance: Record<string, unknown>): void {
    const prototype = Object.getPrototypeOf(instance) as object | null;
    for (const name of this.scanner.getAllMethodNames(prototype)) {
      const method = instance[name];
      const family = typeof method === 'function' ? warmedFamily(method) : undefined;
      if (family !== undefined) this.host.warming.register(family, (method as Warm).bind(instance));
    }
  }
}
