import { publicRouteKey } from '#observability';
import { type ApiKeyRole } from '#persistence';
import { SetMetadata } from '@nestjs/common';
import { type Reflector } from '@nestjs/core';

const rolesKey = 'tulia:roles';

/** Keys of which roles may call the route. */
export const Roles = (...roles: ApiKeyRole[]): MethodDecorator & ClassDecorator =>
  SetMetadata(rolesKey, roles);

/** The route needs no key. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicRouteKey, true);

/** Everyone with a key of the tenant. */
export const Members = (): MethodDecorator & ClassDecorator => Roles('owner', 'operator', 'viewer');

// Reflector wants targets in this form.
type Target = Parameters<Reflector['getAllAndOverride']>[1];

/** Who may call a route: `public`, or some roles. Undefined: nobody said, so nobody may. */
export const accessOf = (
  reflector: Reflector,
  targets: Target,
): 'public' | ApiKeyRole[] | undefined =>
  reflector.getAllAndOverride<boolean | undefined>(publicRouteKey, targets)
    ? 'public'
    : reflector.getAllAndOverride<ApiKeyRole[] | undefined>(rolesKey, targets);
