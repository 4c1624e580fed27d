import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';

@Module({
  imports: [TenancyModule],
  controllers: [AuditController],
  providers: [AuditService],
})
export class AuditModule {}
