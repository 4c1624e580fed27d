import { type CacheFamily, InjectFamily } from '#caching';
import { ChangeFeed } from '#changes';
import { type Environment, InjectEnvironment } from '#config';
import { ApiKeyEntity, asSystem, hashApiKey, SecretBox } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { defineSealedFamily, SealedLookUps } from '../caching/sealed-look-ups.js';
import { type Principal } from './principal.js';

interface KnownKey extends Principal {
  /** Milliseconds since the epoch; null: never. */
  expiresAt: number | null;
}

/** Keys that are not revoked, by the hex of their SHA-256. */
export const apiKeys = defineSealedFamily('api_keys', 60_000);

/** A revoked key works this much longer at most, in milliseconds. */
const revokedWithinMs = 1_000;

/** Whom a key speaks for. */
@Injectable()
export class ApiKeyDirectory {
  private readonly known: SealedLookUps<KnownKey>;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    secrets: SecretBox,
    @InjectFamily(apiKeys) cache: CacheFamily<string | undefined>,
    @InjectEnvironment() { CACHE_TTL_API_KEYS_S: seconds }: Environment,
    private readonly changes: ChangeFeed,
  ) {
    this.known = new SealedLookUps(cache, secrets, seconds * 1000);
    changes.on('api_key', (change) => this.known.forget(change));
  }

  /**
   * Undefined: unknown, revoked or expired. No statement for a key that was used lately, one for
   * others, and for all while it is not known what was revoked a moment ago.
   */
  async find(key: string): Promise<Principal | undefined> {
    const hash = hashApiKey(key);
    const useCache = this.changes.isCurrent(revokedWithinMs);
    const known = await this.known.find(
      hash.toString('hex'),
      () => asSystem(() => this.load(hash)),
      { useCache },
    );
    if (known === undefined || (known.expiresAt ?? Infinity) <= Date.now()) return undefined;
    const { keyId, role, tenantId } = known;
    return { keyId, role, tenantId };
  }

  /** Of no tenant: whose key it is, is what is asked. */
  private async load(hash: Buffer): Promise<KnownKey | undefined> {
    const row = await this.database
      .getRepository(ApiKeyEntity)
      .createQueryBuilder('key')
      .select(['key.id', 'key.role', 'key.tenantId', 'key.expiresAt'])
      .where('key.hash = :hash', { hash })
      .andWhere('key.revoked_at IS NULL')
      .getOne();
    if (row === null) return undefined;
    const { id: keyId, role, tenantId } = row;
    return { keyId, role, tenantId, expiresAt: row.expiresAt?.getTime() ?? null };
  }
}
