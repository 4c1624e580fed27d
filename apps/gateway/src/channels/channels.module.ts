import { CachingModule } from '#caching';
import { ChannelsModule as ChannelAdaptersModule } from '#channels';
import { Module } from '@nestjs/common';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { ChannelConnections } from './channel-connections.js';
import { ChannelDirectory, inboundChannels } from './channel-directory.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsService } from './channels.service.js';

@Module({
  imports: [CachingModule.forFeature([inboundChannels]), TenancyModule, ChannelAdaptersModule],
  controllers: [ChannelsController],
  providers: [ChannelsService, ChannelConnections, ChannelDirectory],
  exports: [ChannelDirectory],
})
export class ChannelsModule {}
