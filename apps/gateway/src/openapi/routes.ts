import { type ApiKeyRole } from '#persistence';
import { Injectable, RequestMethod, type Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ZodType } from 'zod';
import { accessOf } from '../auth/route-access.js';
import { TenantIdempotency } from '../idempotency/tenant-idempotency.js';
import { elsewhere } from './elsewhere.js';
import { type Operation, operationOf } from './operation.js';

/** A route as its decorators have it: what is served, and what is told of it, are one. */
export interface DescribedRoute {
  /** In lower case, as OpenAPI wants it. */
  method: string;
  /** `/v1/products/:id`. */
  path: string;
  /** `ProductsController.get`. */
  name: string;
  access: 'public' | ApiKeyRole[];
  /** The status of a good answer. */
  status: number;
  /** Whether its `POST` honours an `Idempotency-Key`. */
  isIdempotent: boolean;
  query: ZodType | undefined;
  body: ZodType | undefined;
  operation: Operation;
}

/** Nest's own numbers for the kinds of parameters (its `RouteParamtypes`, which it does not export). */
const kinds = { body: 3, query: 4 } as const;

/** What `@Body({ schema })` and `@Query({ schema })` leave: `3:0` is the body, first parameter. */
type Parameters = Record<string, { schema?: unknown }>;

const schemaOf = (kind: keyof typeof kinds, parameters: Parameters): ZodType | undefined =>
  Object.entries(parameters)
    .filter(([key]) => key.startsWith(`${kinds[kind]}:`))
    .map(([, { schema }]) => schema)
    .find((schema) => schema instanceof ZodType);

const joined = (...parts: string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;

/** Reads all routes of the application off its controllers. */
@Injectable()
export class DescribedRoutes {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Error that names a route nobody has described */
  all(): DescribedRoute[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      const controller = metatype as Type;
      return this.scanner
        .getAllMethodNames(controller.prototype as object)
        .map((name) => this.route(controller, name))
        .filter((route) => route !== undefined);
    });
  }

  private route(controller: Type, name: string): DescribedRoute | undefined {
    const handler = (controller.prototype as Record<string, () => unknown>)[name];
    if (handler === undefined || !Reflect.hasMetadata(METHOD_METADATA, handler)) return undefined;
    const title = `${controller.name}.${name}`;
    const operation = operationOf(this.reflector, handler) ?? elsewhere[title];
    const access = accessOf(this.reflector, [handler, controller]);
    if (operation === undefined || access === undefined) {
      throw new Error(`Describe what the route does with @Describe(…): ${title}`);
    }
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
    const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ??
      {}) as Parameters;
    const interceptors = (Reflect.getMetadata(INTERCEPTORS_METADATA, controller) ??
      []) as unknown[];
    return {
      method: RequestMethod[method].toLowerCase(),
      path: joined(
        Reflect.getMetadata(PATH_METADATA, controller) as string,
        Reflect.getMetadata(PATH_METADATA, handler) as string,
      ),
      name: title,
      access,
      status:
        (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ??
        (method === RequestMethod.POST ? 201 : 200),
      isIdempotent: method === RequestMethod.POST && interceptors.includes(TenantIdempotency),
      query: operation.query ?? schemaOf('query', parameters),
      body: operation.body ?? schemaOf('body', parameters),
      operation,
    };
  }
}
