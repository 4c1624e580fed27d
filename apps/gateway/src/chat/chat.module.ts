import { ChannelsModule as ChannelAdaptersModule } from '#channels';
import { Module } from '@nestjs/common';
import { AdmissionsModule } from '../admissions/admissions.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { ChatController } from './chat.controller.js';
import { ChatPages } from './chat-pages.service.js';
import { ChatReplies } from './chat-replies.service.js';
import { ChatStreams } from './chat-streams.service.js';

@Module({
  imports: [ChannelAdaptersModule, AdmissionsModule, ChannelsModule],
  controllers: [ChatController],
  providers: [ChatPages, ChatReplies, ChatStreams],
})
export class ChatModule {}
