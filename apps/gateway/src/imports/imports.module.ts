import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { ImportDatabase } from './import-database.js';
import { ImportRunner } from './import-runner.service.js';
import { ImportUploads } from './import-uploads.service.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';

/**
 * Files of products, services and knowledge entries. They go into the catalog in sets, past
 * catalog-service, which hears of it from the change log like of any other change.
 */
@Module({
  imports: [TenancyModule],
  controllers: [ImportsController],
  providers: [ImportDatabase, ImportRunner, ImportUploads, ImportsService],
})
export class ImportsModule {}
