import { type ProviderRequest } from '#channels';

/** What an adapter looks at, of Fastify's request. */
export interface HttpRequest {
  headers: ProviderRequest['headers'];
  url: string;
  ip: string;
}

const searchOf = (url: string): string => {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start);
};

export const providerRequest = (
  { headers, url }: HttpRequest,
  body: Buffer = Buffer.alloc(0),
): ProviderRequest => ({ headers, search: searchOf(url), body });
