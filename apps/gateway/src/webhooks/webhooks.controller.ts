import { parseWebhookMessage, verifyWebhook, type WebhookHeaders } from '#channels';
import { Problem } from '#contracts';
import { Body, Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { Admissions, type Admission } from '../admissions/admissions.service.js';
import { Public } from '../auth/route-access.js';
import { ChannelDirectory } from '../channels/channel-directory.js';
import { UnparsedBody } from '../http/json.adapter.js';
import { parseJson } from '../http/json-body.js';
import { type WebhookRequest } from './webhook-metrics.js';

/** Where providers deliver customers' messages. */
@Public()
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly channels: ChannelDirectory,
    private readonly admissions: Admissions,
  ) {}

  /** Nothing in the body is looked at before its signature holds. */
  @Post(':channelId')
  @HttpCode(202)
  @UnparsedBody()
  async receive(
    @Param('channelId') channelId: string,
    @Headers() headers: WebhookHeaders,
    @Req() request: WebhookRequest,
    @Body() body: Buffer = Buffer.alloc(0),
  ): Promise<Admission> {
    const channel = await this.channels.find(channelId, 'webhook');
    request.channelKind = 'webhook';
    if (channel.secret === null) throw new Problem('not_found');
    const webhookId = verifyWebhook(channel.secret, body, headers);
    const message = parseWebhookMessage(parseJson(body), webhookId);
    return this.admissions.admit(channel, message);
  }
}
