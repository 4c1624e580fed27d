import { mayOpenChat } from '#channels';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ChannelDirectory } from '../channels/channel-directory.js';
import { type JsonAdapter } from '../http/json.adapter.js';

const chatRoute = /^\/v1\/chat\/([^/?]+)\//;

/** Lets browsers show a chat's answers to the pages its channel is for, and to no other. */
@Injectable()
export class ChatPages implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<JsonAdapter>,
    private readonly channels: ChannelDirectory,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.pageAccess = (url, origin) => this.mayRead(url, origin);
  }

  private async mayRead(url: string, origin: string): Promise<boolean> {
    const [, channelId] = chatRoute.exec(url) ?? [];
    if (channelId === undefined) return false;
    // What goes wrong here goes wrong again in the route, which says so.
    const channel = await this.channels.find(channelId).catch(() => undefined);
    return channel?.kind === 'web_chat' && mayOpenChat(channel.connection, origin);
  }
}
