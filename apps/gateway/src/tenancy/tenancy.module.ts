import { Module } from '@nestjs/common';
import { TenantScope } from './tenant-scope.js';

@Module({ providers: [TenantScope], exports: [TenantScope] })
export class TenancyModule {}
