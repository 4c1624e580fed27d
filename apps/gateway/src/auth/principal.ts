import { Problem } from '#contracts';
import { type ApiKeyRole } from '#persistence';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Whom a request's key speaks for: a tenant, or the platform (no tenant). */
export interface Principal {
  keyId: string;
  role: ApiKeyRole;
  tenantId: string | null;
}

interface AuthenticatedRequest {
  principal?: Principal;
}

const requestOf = (context: ExecutionContext): AuthenticatedRequest =>
  context.switchToHttp().getRequest<AuthenticatedRequest>();

/** @throws Problem `unauthenticated` */
export const principalOf = (context: ExecutionContext): Principal => {
  const { principal } = requestOf(context);
  if (principal === undefined) throw new Problem('unauthenticated');
  return principal;
};

export const setPrincipal = (context: ExecutionContext, principal: Principal): void => {
  requestOf(context).principal = principal;
};

/** Injects the request's `Principal`. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext) =>
  principalOf(context),
);

/** The id of the tenant the request's key belongs to. @throws Problem `forbidden` for the platform */
export const tenantOf = (context: ExecutionContext): string => {
  const { tenantId } = principalOf(context);
  if (tenantId === null) throw new Problem('forbidden', 'the platform key has no tenant');
  return tenantId;
};

/** Injects what `tenantOf` gives. */
export const CurrentTenant = createParamDecorator((_: unknown, context: ExecutionContext) =>
  tenantOf(context),
);
