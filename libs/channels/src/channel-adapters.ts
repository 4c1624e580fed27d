import { Inject, Injectable } from '@nestjs/common';
import { type ChannelAdapter } from './channel-adapter.js';

/** Injection token: every installed adapter. */
export const installedAdapters = Symbol('installed channel adapters');

/** The adapter of each kind of channel. */
@Injectable()
export class ChannelAdapters {
  private readonly byKind: ReadonlyMap<string, ChannelAdapter>;

  constructor(@Inject(installedAdapters) adapters: readonly ChannelAdapter[]) {
    this.byKind = new Map(adapters.map((adapter) => [adapter.kind, adapter]));
  }

  get kinds(): string[] {
    return [...this.byKind.keys()];
  }

  /** Undefined: no adapter for this kind is installed. */
  forKind(kind: string): ChannelAdapter | undefined {
    return this.byKind.get(kind);
  }
}
