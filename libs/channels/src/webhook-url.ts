/** Where a provider reaches a channel. @param publicUrl `PUBLIC_URL`: what a request says of its host is not believed */
export const webhookUrlOf = (publicUrl: string, channelId: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/v1/webhooks/${channelId}`;
