import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { serviceItems, serviceLists } from './service.families.js';
import { ServicesService } from './services.service.js';

@Module({
  imports: [CachingModule.forFeature([serviceItems, serviceLists])],
  providers: [ServicesService],
  exports: [ServicesService],
})
export class ServicesModule {}
