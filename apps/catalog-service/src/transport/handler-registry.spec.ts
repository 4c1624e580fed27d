import { type CatalogHandlers, type CatalogMethod, catalogMethods } from '#contracts';
import { describe, expect, it } from '@jest/globals';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { HandlerRegistry } from './handler-registry.js';
import { Handles } from './handles.decorator.js';

/** A provider that handles these methods. */
const handlerOf = (...methods: CatalogMethod[]) => {
  class Feature {}
  for (const method of methods) {
    const descriptor = {
      value: () => Promise.resolve({ items: [] }),
    } as TypedPropertyDescriptor<CatalogHandlers[CatalogMethod]>;
    Object.defineProperty(Feature.prototype, method, descriptor);
    Handles(method)(Feature.prototype, method, descriptor);
  }
  return Feature;
};

const boot = async (...providers: (new () => object)[]): Promise<HandlerRegistry> => {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [HandlerRegistry, ...providers],
  }).compile();
  await module.init();
  return module.get(HandlerRegistry);
};

const all = Object.keys(catalogMethods) as CatalogMethod[];

describe('the handler registry', () => {
  it('finds the handler of every method', async () => {
    const registry = await boot(handlerOf(...all.slice(0, 3)), handlerOf(...all.slice(3)));
    for (const method of all) {
      await expect(registry.of(method)({})).resolves.toEqual({ items: [] });
    }
  });

  it('names the methods nobody handles', async () => {
    const some = all.filter((method) => method !== 'search' && method !== 'getProduct');
    await expect(boot(handlerOf(...some))).rejects.toThrow(
      "No provider has @Handles('getProduct'), @Handles('search')",
    );
  });

  it('names a method two handle', async () => {
    await expect(boot(handlerOf(...all), handlerOf('search'))).rejects.toThrow(
      "Two methods have @Handles('search')",
    );
  });
});
