import { chatSessionId, parseChatMessage } from '#channels';
import { Problem } from '#contracts';
import {
  Body,
  Controller,
  Headers,
  HttpCode,
  type MessageEvent,
  Param,
  Post,
  Query,
  Sse,
} from '@nestjs/common';
import { type Observable } from 'rxjs';
import { z } from 'zod';
import { Admissions, type Admission } from '../admissions/admissions.service.js';
import { Public } from '../auth/route-access.js';
import { ChannelDirectory, type InboundChannel } from '../channels/channel-directory.js';
import { ChatStreams } from './chat-streams.service.js';

const streamQuery = z.object({ sessionId: chatSessionId });

/** A sequence; what is none counts as having nothing. */
const lastSequence = (lastEventId: string | undefined): number =>
  /^\d{1,9}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;

/** The web chat. Who knows a session's id, which the browser makes up, may read and write in it. */
@Public()
@Controller('v1/chat')
export class ChatController {
  constructor(
    private readonly channels: ChannelDirectory,
    private readonly admissions: Admissions,
    private readonly streams: ChatStreams,
  ) {}

  @Post(':channelId/messages')
  @HttpCode(202)
  async receive(@Param('channelId') channelId: string, @Body() body: unknown): Promise<Admission> {
    const channel = await this.chatChannel(channelId);
    return this.admissions.admit(channel, parseChatMessage(body));
  }

  /** An event `reply` for each reply, with its sequence as id. */
  @Sse(':channelId/stream')
  async stream(
    @Param('channelId') channelId: string,
    @Query({ schema: streamQuery }) { sessionId }: z.output<typeof streamQuery>,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<Observable<MessageEvent>> {
    const { tenantId, id } = await this.chatChannel(channelId);
    const session = { tenantId, channelId: id, sessionId };
    return this.streams.stream(session, lastSequence(lastEventId));
  }

  private async chatChannel(id: string): Promise<InboundChannel> {
    const channel = await this.channels.find(id);
    if (channel.kind !== 'web_chat') throw new Problem('not_found');
    return channel;
  }
}
