import { ApiKeyEntity, hashApiKey } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type Principal } from './principal.js';

/** Whom a key speaks for. */
@Injectable()
export class ApiKeyDirectory {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Undefined: unknown, revoked or expired. One statement. */
  async find(key: string): Promise<Principal | undefined> {
    const row = await this.database
      .getRepository(ApiKeyEntity)
      .createQueryBuilder('key')
      .select(['key.id', 'key.role', 'key.tenantId'])
      .where('key.hash = :hash', { hash: hashApiKey(key) })
      .andWhere('key.revoked_at IS NULL')
      .andWhere('(key.expires_at IS NULL OR key.expires_at > clock_timestamp())')
      .getOne();
    return row === null ? undefined : { keyId: row.id, role: row.role, tenantId: row.tenantId };
  }
}
