import { enterAs } from '#persistence';
import { Problem } from '#contracts';
import { addLogFields } from '#observability';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RateLimits } from '../rate-limits/rate-limits.service.js';
import { ApiKeyDirectory } from './api-key-directory.js';
import { type Principal, setPrincipal } from './principal.js';
import { accessOf } from './route-access.js';

const bearer = /^Bearer ([\x21-\x7e]{1,200})$/i;

interface KeyedRequest {
  ip: string;
  headers: { authorization?: string };
}

/** Lets a request in when its `Authorization: Bearer <key>` has a role the route allows. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeyDirectory,
    private readonly limits: RateLimits,
  ) {}

  /** @throws Problem `unauthenticated`, `forbidden` or `rate_limited` */
  async canActivate(context: ExecutionContext): Promise<true> {
    const access = accessOf(this.reflector, [context.getHandler(), context.getClass()]);
    if (access === 'public') return true;
    const principal = await this.identify(context);
    await this.limits.count('key', principal.keyId);
    if (!access?.includes(principal.role)) throw new Problem('forbidden');
    setPrincipal(context, principal);
    const { tenantId } = principal;
    enterAs(tenantId === null ? 'system' : { tenantId });
    if (tenantId !== null) addLogFields({ tenantId });
    return true;
  }

  /** Who tries keys that do not hold is counted by address, as there is nothing else to know them by. */
  private async identify(context: ExecutionContext): Promise<Principal> {
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    const key = keyOf(request);
    const principal = key === undefined ? undefined : await this.keys.find(key);
    if (principal !== undefined) return principal;
    await this.limits.count('address', request.ip);
    throw new Problem('unauthenticated');
  }
}

const keyOf = ({ headers }: KeyedRequest): string | undefined =>
  bearer.exec(headers.authorization ?? '')?.[1];
