import { RelationLoader } from '#relations';
import { Module } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { type DataSource } from 'typeorm';
import { TenantScope } from './tenant-scope.js';

@Module({
  providers: [
    TenantScope,
    {
      // Relations hold the tenant in their keys: what a scope has found leads to no other's rows.
      provide: RelationLoader,
      inject: [getDataSourceToken()],
      useFactory: (database: DataSource) => new RelationLoader(database),
    },
  ],
  exports: [TenantScope, RelationLoader],
})
export class TenancyModule {}
