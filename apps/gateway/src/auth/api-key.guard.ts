import { enterAs } from '#persistence';
import { Problem } from '#contracts';
import { addLogFields } from '#observability';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiKeyDirectory } from './api-key-directory.js';
import { setPrincipal } from './principal.js';
import { accessOf } from './route-access.js';

const bearer = /^Bearer ([\x21-\x7e]{1,200})$/i;

/** Lets a request in when its `Authorization: Bearer <key>` has a role the route allows. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeyDirectory,
  ) {}

  /** @throws Problem `unauthenticated` or `forbidden` */
  async canActivate(context: ExecutionContext): Promise<true> {
    const access = accessOf(this.reflector, [context.getHandler(), context.getClass()]);
    if (access === 'public') return true;
    const principal = await this.keys.find(this.keyOf(context));
    if (principal === undefined) throw new Problem('unauthenticated');
    if (!access?.includes(principal.role)) throw new Problem('forbidden');
    setPrincipal(context, principal);
    const { tenantId } = principal;
    enterAs(tenantId === null ? 'system' : { tenantId });
    if (tenantId !== null) addLogFields({ tenantId });
    return true;
  }

  private keyOf(context: ExecutionContext): string {
    const { headers } = context
      .switchToHttp()
      .getRequest<{ headers: { authorization?: string } }>();
    const key = bearer.exec(headers.authorization ?? '')?.[1];
    if (key === undefined) throw new Problem('unauthenticated');
    return key;
  }
}
