import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { ChannelDirectory, inboundChannels } from './channel-directory.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsService } from './channels.service.js';

@Module({
  imports: [CachingModule.forFeature([inboundChannels]), TenancyModule],
  controllers: [ChannelsController],
  providers: [ChannelsService, ChannelDirectory],
  exports: [ChannelDirectory],
})
export class ChannelsModule {}
