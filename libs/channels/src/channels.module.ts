import { type Environment, getEnvironmentToken } from '#config';
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type ReplySender } from './channel-adapter.js';
import { OutboundGuard } from './outbound/outbound-guard.js';
import { WebChatSender } from './web-chat/web-chat-sender.js';
import { WebhookSender } from './webhook/webhook-sender.js';

/** The sender of each kind of channel. */
@Injectable()
export class ReplySenders implements OnApplicationShutdown {
  private readonly senders: Map<string, ReplySender>;

  constructor(
    webhook: WebhookSender,
    webChat: WebChatSender,
    @Inject(OutboundGuard) private readonly guard: OutboundGuard,
  ) {
    this.senders = new Map<string, ReplySender>([
      ['webhook', webhook],
      ['web_chat', webChat],
    ]);
  }

  /** Undefined: no adapter for this kind is installed. */
  forKind(kind: string): ReplySender | undefined {
    return this.senders.get(kind);
  }

  onApplicationShutdown(): void {
    this.guard.close();
  }
}

/** The outbound side of the channels (needs ConfigModule). */
@Module({
  providers: [
    {
      provide: OutboundGuard,
      inject: [getEnvironmentToken()],
      useFactory: (environment: Environment) =>
        new OutboundGuard({ allowHosts: environment.OUTBOUND_ALLOW_HOSTS }),
    },
    WebhookSender,
    WebChatSender,
    ReplySenders,
  ],
  exports: [ReplySenders],
})
export class ChannelsModule {}
