import { type CatalogMethod, catalogMethods, Problem, ServicePasses } from '#contracts';
import { type Environment, InjectEnvironment } from '#config';
import { ApiKeyEntity, type ApiKeyRole, hashApiKey } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type DataSource } from 'typeorm';

/** Whom a call over gRPC speaks for. */
interface Caller {
  tenantId: string | null;
  mayWrite: boolean;
}

const writers: readonly ApiKeyRole[] = ['owner', 'operator'];

const bearer = /^Bearer ([\x21-\x7e]{1,1000})$/i;

/**
 * Who calls over gRPC: a service of ours by its pass, which costs no statement, or anybody by an
 * API key of the tenant, which costs one. (Whoever reaches Redis holds our queues anyway: there the
 * connection is the credential.)
 */
@Injectable()
export class Callers {
  private readonly passes: ServicePasses;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectEnvironment() { ENCRYPTION_KEYS: keys }: Environment,
  ) {
    this.passes = new ServicePasses(keys);
  }

  /** @throws Problem `unauthenticated`, `forbidden`, or `not_found` for another tenant */
  async authorize(
    authorization: string | undefined,
    method: CatalogMethod,
    tenantId: string,
  ): Promise<void> {
    const token = bearer.exec(authorization ?? '')?.[1];
    const caller = token === undefined ? undefined : await this.find(token);
    if (caller === undefined) throw new Problem('unauthenticated');
    const mayCall = catalogMethods[method].idempotent || caller.mayWrite;
    if (!mayCall || caller.tenantId === null) throw new Problem('forbidden');
    if (caller.tenantId !== tenantId) throw new Problem('not_found');
  }

  private async find(token: string): Promise<Caller | undefined> {
    if (!ServicePasses.isPass(token)) return this.holderOf(token);
    const pass = this.passes.read(token);
    return pass && { tenantId: pass.tenantId, mayWrite: pass.access === 'write' };
  }

  private async holderOf(key: string): Promise<Caller | undefined> {
    const row = await this.database
      .getRepository(ApiKeyEntity)
      .createQueryBuilder('key')
      .select(['key.id', 'key.role', 'key.tenantId'])
      .where('key.hash = :hash', { hash: hashApiKey(key) })
      .andWhere('key.revoked_at IS NULL')
      .andWhere('(key.expires_at IS NULL OR key.expires_at > clock_timestamp())')
      .getOne();
    return row === null
      ? undefined
      : { tenantId: row.tenantId, mayWrite: writers.includes(row.role) };
  }
}
