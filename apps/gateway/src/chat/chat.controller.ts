import {
  type ChannelAdapter,
  ChannelAdapters,
  chatBody,
  chatSessionId,
  type OpenedSession,
  openSession,
  verifySession,
} from '#channels';
import { Problem } from '#contracts';
import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Ip,
  type MessageEvent,
  Param,
  Post,
  Query,
  Req,
  Sse,
} from '@nestjs/common';
import { type Observable } from 'rxjs';
import { z } from 'zod';
import { type Admission, Admissions } from '../admissions/admissions.service.js';
import { Public } from '../auth/route-access.js';
import { ChannelDirectory, type InboundChannel } from '../channels/channel-directory.js';
import { UnparsedBody } from '../http/json.adapter.js';
import { type HttpRequest, providerRequest } from '../http/provider-request.js';
import { Describe } from '../openapi/operation.js';
import { RateLimits } from '../rate-limits/rate-limits.service.js';
import { ChatStreams } from './chat-streams.service.js';
import { readChatWidget } from './chat-widget-file.js';
import { admission, openedSession } from './chat.answers.js';

/** `after`: what a page that was loaded again has; a stream that broke off says it in a header. */
const streamQuery = z.object({
  sessionId: chatSessionId,
  after: z.string().optional(),
  token: z.string().max(1024).optional(),
});

/** A sequence; what is none counts as having nothing. */
const sequenceOf = (text: string | undefined): number =>
  /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;

/**
 * The web chat. Unless the channel signs its sessions, who knows a session's id may read and write in
 * it.
 */
@Public()
@Controller('v1/chat')
export class ChatController {
  private readonly adapter: ChannelAdapter;
  private readonly widgetScript = readChatWidget();

  constructor(
    private readonly channels: ChannelDirectory,
    private readonly admissions: Admissions,
    private readonly streams: ChatStreams,
    private readonly limits: RateLimits,
    adapters: ChannelAdapters,
  ) {
    this.adapter = adapters.named('web_chat');
  }

  /** A script that a page includes with one tag. */
  @Get(':channelId/widget.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  // A page that embeds resources of others only where they say so may embed this one.
  @Header('cross-origin-resource-policy', 'cross-origin')
  @Describe('The script a page includes', { media: 'text/javascript', problems: ['rate_limited'] })
  async widget(@Param('channelId') channelId: string, @Ip() address: string): Promise<string> {
    await this.find(channelId, address);
    return this.widgetScript;
  }

  /** A session to write in, or the one whose token is brought along, for longer. */
  @Post(':channelId/sessions')
  @HttpCode(201)
  @UnparsedBody()
  @Describe('A session to write in', {
    answer: openedSession,
    problems: ['forbidden', 'rate_limited'],
  })
  async open(
    @Param('channelId') channelId: string,
    @Req() request: HttpRequest,
  ): Promise<OpenedSession> {
    const { connection } = await this.find(channelId, request.ip);
    return openSession(providerRequest(request), connection);
  }

  @Post(':channelId/messages')
  @HttpCode(202)
  @UnparsedBody()
  @Describe("Takes a visitor's message", {
    answer: admission,
    body: chatBody,
    problems: ['unauthenticated', 'forbidden', 'rate_limited'],
  })
  async receive(
    @Param('channelId') channelId: string,
    @Req() request: HttpRequest,
    @Body() body: Buffer = Buffer.alloc(0),
  ): Promise<Admission> {
    const channel = await this.find(channelId, request.ip);
    const received = providerRequest(request, body);
    this.adapter.verify(received, channel.connection);
    // Of the channel only what holds counts: nobody else can use its limit up.
    await this.limits.count('channel', channel.id);
    const [message] = this.adapter.parse(received, channel.connection).messages;
    if (message === undefined) throw new Problem('malformed');
    return this.admissions.admit(channel, message);
  }

  /** An event `reply` for each reply, with its sequence as id, and `typing` when that changes. */
  @Sse(':channelId/stream')
  @Describe('Replies and typing, as server-sent events', {
    media: 'text/event-stream',
    problems: ['unauthenticated', 'forbidden', 'rate_limited'],
  })
  async stream(
    @Param('channelId') channelId: string,
    @Query({ schema: streamQuery }) { sessionId, after }: z.output<typeof streamQuery>,
    @Req() request: HttpRequest,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<Observable<MessageEvent>> {
    const { tenantId, id, connection } = await this.find(channelId, request.ip);
    verifySession(providerRequest(request), connection, sessionId);
    await this.limits.count('channel', id);
    const session = { tenantId, channelId: id, sessionId };
    return this.streams.stream(session, sequenceOf(lastEventId ?? after));
  }

  private async find(id: string, address: string): Promise<InboundChannel> {
    await this.limits.count('address', address);
    const channel = await this.channels.find(id);
    if (channel.kind !== this.adapter.kind) throw new Problem('not_found');
    return channel;
  }
}
