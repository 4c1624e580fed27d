import { getIdempotencyStoreToken } from '#dedup';
import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { PostgresIdempotencyStore } from './postgres-idempotency-store.js';
import { TenantIdempotency } from './tenant-idempotency.js';

/** A request with an `Idempotency-Key` is carried out once, whatever is repeated. */
@Module({
  providers: [
    { provide: getIdempotencyStoreToken(), useClass: PostgresIdempotencyStore },
    { provide: APP_INTERCEPTOR, useClass: TenantIdempotency },
  ],
})
export class IdempotencyModule {}
