import { type INestApplication, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

/** `GET /v1/tenants/:id` …, each route that the application's controllers serve. */
export const servedRoutes = (app: INestApplication): string[] =>
  app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ instance, metatype }) => {
      const controller = instance as Record<string, object>;
      const base = Reflect.getMetadata('path', metatype as object) as string;
      return new MetadataScanner()
        .getAllMethodNames(Object.getPrototypeOf(controller) as object)
        .map((name) => controller[name] as object)
        .filter((handler) => Reflect.hasMetadata('method', handler))
        .map((handler) => {
          const method = RequestMethod[Reflect.getMetadata('method', handler) as number] ?? '';
          const path = Reflect.getMetadata('path', handler) as string;
          return `${method} /${base}${path === '/' ? '' : `/${path}`}`;
        });
    });
