import RequestClient from 'twilio/lib/base/RequestClient.js';
import responses from 'twilio/lib/http/response.js';
import { type SendOptions } from '../channel-adapter.js';
import { type OutboundGuard } from '../outbound/outbound-guard.js';
import { post, type PostResult } from '../outbound/post.js';

type RequestOptions = Parameters<RequestClient['request']>[0];

const encoded = (data: unknown): string => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) form.append(name, String(one));
  }
  return form.toString();
};

/**
 * What Twilio's library sends by, for one message: our own POST, which keeps away from private
 * networks, asks a last time whether the claim still holds, and knows whether anything was written.
 * It does not repeat a request: the outbox does.
 */
export class GuardedHttpClient extends RequestClient {
  /** Undefined until it was used. */
  result: PostResult | undefined;

  constructor(
    private readonly guard: OutboundGuard,
    private readonly baseUrl: string,
    private readonly options: Pick<SendOptions, 'signal' | 'mayWrite'>,
  ) {
    super();
  }

  override async request<Data>({
    uri,
    username = '',
    password = '',
    data,
  }: RequestOptions): Promise<InstanceType<typeof responses.default<Data>>> {
    const { pathname } = new URL(uri);
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization };
    const { guard, options } = this;
    const url = new URL(`${this.baseUrl}${pathname}`);
    this.result = await post(url, { ...options, guard, headers, body: encoded(data) });
    if (this.result.kind !== 'answered') throw new Error(this.result.kind);
    const { status, body, headers: answerHeaders } = this.result;
    return new responses.default(status, body as Data, answerHeaders);
  }
}
