import { chatSessionId, parseChatMessage } from '#channels';
import { Problem } from '#contracts';
import {
  Body,
  Controller,
  Headers,
  HttpCode,
  Ip,
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
import { RateLimits } from '../rate-limits/rate-limits.service.js';
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
    private readonly limits: RateLimits,
  ) {}

  @Post(':channelId/messages')
  @HttpCode(202)
  async receive(
    @Param('channelId') channelId: string,
    @Ip() address: string,
    @Body() body: unknown,
  ): Promise<Admission> {
    const channel = await this.chatChannel(channelId, address);
    return this.admissions.admit(channel, parseChatMessage(body));
  }

  /** An event `reply` for each reply, with its sequence as id. */
  @Sse(':channelId/stream')
  async stream(
    @Param('channelId') channelId: string,
    @Ip() address: string,
    @Query({ schema: streamQuery }) { sessionId }: z.output<typeof streamQuery>,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<Observable<MessageEvent>> {
    const { tenantId, id } = await this.chatChannel(channelId, address);
    const session = { tenantId, channelId: id, sessionId };
    return this.streams.stream(session, lastSequence(lastEventId));
  }

  private async chatChannel(id: string, address: string): Promise<InboundChannel> {
    await this.limits.count('address', address);
    const channel = await this.channels.find(id);
    if (channel.kind !== 'web_chat') throw new Problem('not_found');
    await this.limits.count('channel', channel.id);
    return channel;
  }
}
