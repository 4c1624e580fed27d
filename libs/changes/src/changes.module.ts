import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ChangeFeed } from './change-feed.js';
import { type ChangeFeedOptions } from './change-feed.options.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './changes.module-definition.js';

/** Provides the `ChangeFeed`. It starts once everything that listens has been made. */
@Module({
  providers: [
    {
      provide: ChangeFeed,
      useFactory: (options: ChangeFeedOptions) => new ChangeFeed(options),
      inject: [MODULE_OPTIONS_TOKEN],
    },
  ],
  exports: [ChangeFeed],
})
export class ChangesModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  constructor(private readonly feed: ChangeFeed) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.feed.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.feed.stop();
  }
}
