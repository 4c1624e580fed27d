import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { ChannelDirectory } from './channel-directory.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsService } from './channels.service.js';

@Module({
  imports: [TenancyModule],
  controllers: [ChannelsController],
  providers: [ChannelsService, ChannelDirectory],
  exports: [ChannelDirectory],
})
export class ChannelsModule {}
