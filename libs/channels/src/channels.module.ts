import { type Environment, getEnvironmentToken } from '#config';
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type ChannelAdapter } from './channel-adapter.js';
import { ChannelAdapters, installedAdapters } from './channel-adapters.js';
import { OutboundGuard } from './outbound/outbound-guard.js';
import { TwilioAdapter } from './twilio/twilio.adapter.js';
import { WebChatAdapter } from './web-chat/web-chat.adapter.js';
import { WebhookAdapter } from './webhook/webhook.adapter.js';
import { WhatsAppCloudAdapter } from './whatsapp-cloud/whatsapp-cloud.adapter.js';

/** Registration of a kind of channel is its line here. */
const adapters = [WebhookAdapter, WebChatAdapter, WhatsAppCloudAdapter, TwilioAdapter];

/** What is particular to each kind of channel (needs ConfigModule). */
@Module({
  providers: [
    {
      provide: OutboundGuard,
      inject: [getEnvironmentToken()],
      useFactory: (environment: Environment) =>
        new OutboundGuard({ allowHosts: environment.OUTBOUND_ALLOW_HOSTS }),
    },
    ...adapters,
    {
      provide: installedAdapters,
      inject: adapters,
      useFactory: (...installed: ChannelAdapter[]) => installed,
    },
    ChannelAdapters,
  ],
  exports: [ChannelAdapters, OutboundGuard],
})
export class ChannelsModule implements OnApplicationShutdown {
  constructor(@Inject(OutboundGuard) private readonly guard: OutboundGuard) {}

  onApplicationShutdown(): void {
    this.guard.close();
  }
}
