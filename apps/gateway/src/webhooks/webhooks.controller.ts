import { type ChannelAdapter, ChannelAdapters } from '#channels';
import { Problem } from '#contracts';
import { Body, Controller, Get, Header, Param, Post, Req, Res } from '@nestjs/common';
import { Public } from '../auth/route-access.js';
import { ChannelDirectory, type InboundChannel } from '../channels/channel-directory.js';
import { UnparsedBody } from '../http/json.adapter.js';
import { type HttpRequest, providerRequest } from '../http/provider-request.js';
import { Describe } from '../openapi/operation.js';
import { RateLimits } from '../rate-limits/rate-limits.service.js';
import { InboundEvents } from './inbound-events.service.js';
import { type WebhookRequest } from './webhook-metrics.js';

interface HttpReply {
  status(code: number): HttpReply;
  type(contentType: string): HttpReply;
}

/** Where providers deliver customers' messages and what became of ours. */
@Public()
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly channels: ChannelDirectory,
    private readonly adapters: ChannelAdapters,
    private readonly events: InboundEvents,
    private readonly limits: RateLimits,
  ) {}

  /** A provider's check of the URL, for kinds whose providers make one. */
  @Get(':channelId')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Describe("A provider's check of the URL", {
    media: 'text/plain',
    problems: ['malformed', 'forbidden', 'unsigned', 'rate_limited'],
  })
  async confirm(
    @Param('channelId') channelId: string,
    @Req() request: HttpRequest & WebhookRequest,
  ): Promise<string> {
    const { channel, adapter } = await this.find(channelId, request);
    if (adapter.confirm === undefined) throw new Problem('not_found');
    await this.limits.count('address', request.ip);
    return adapter.confirm(providerRequest(request), channel.connection);
  }

  /** Nothing in the body is looked at before its signature holds. */
  @Post(':channelId')
  @UnparsedBody()
  @Describe('Takes what a provider delivers, once its signature holds', {
    media: '*/*',
    problems: [
      'malformed',
      'unsigned',
      'stale',
      'too_large',
      'unsupported_media_type',
      'rate_limited',
    ],
  })
  async receive(
    @Param('channelId') channelId: string,
    @Req() request: HttpRequest & WebhookRequest,
    @Res({ passthrough: true }) reply: HttpReply,
    @Body() body: Buffer = Buffer.alloc(0),
  ): Promise<string> {
    const { channel, adapter } = await this.find(channelId, request);
    const received = providerRequest(request, body);
    try {
      adapter.verify(received, channel.connection);
    } catch (refusal) {
      // Of the channel only what is its provider's counts: nobody else can use its limit up.
      await this.limits.count('address', request.ip);
      throw refusal;
    }
    await this.limits.count('channel', channel.id);
    const admitted = await this.events.take(channel, adapter, received);
    const { status, contentType, body: answer } = adapter.acknowledge(admitted);
    reply.status(status).type(contentType);
    return answer;
  }

  private async find(
    channelId: string,
    request: WebhookRequest,
  ): Promise<{ channel: InboundChannel; adapter: ChannelAdapter }> {
    const channel = await this.channels.find(channelId);
    const adapter = this.adapters.forKind(channel.kind);
    // Chats have routes of their own, for browsers.
    if (adapter === undefined || channel.kind === 'web_chat') throw new Problem('not_found');
    request.channelKind = channel.kind;
    return { channel, adapter };
  }
}
