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

  /** For a kind that has routes of its own. @throws Error when its adapter is not installed */
  named(kind: string): ChannelAdapter {
    const adapter = this.forKind(kind);
    if (adapter === undefined) throw new Error(`there is no adapter for channels of kind ${kind}`);
    return adapter;
  }

  /** Undefined: no adapter for this kind is installed. */
  forKind(kind: string): ChannelAdapter | undefined {
    return this.byKind.get(kind);
  }
}
