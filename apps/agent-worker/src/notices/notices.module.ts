import { ChannelsModule } from '#channels';
import { Module } from '@nestjs/common';
import { DueNotices } from './due-notices.js';
import { Notifier } from './notifier.js';

@Module({ imports: [ChannelsModule], providers: [DueNotices, Notifier] })
export class NoticesModule {}
