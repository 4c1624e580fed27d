import { isIP } from 'node:net';
import { Problem } from '#contracts';
import { Injectable } from '@nestjs/common';
import { type Agent as HttpAgent } from 'node:http';
import {
  RequestFilteringHttpAgent,
  RequestFilteringHttpsAgent,
  type RequestFilteringAgentOptions,
} from 'request-filtering-agent';

export interface OutboundGuardOptions {
  /** Private hosts or CIDRs that may be reached all the same. */
  allowHosts: string[];
}

const isAddress = (host: string): boolean => isIP(host.split('/')[0] ?? '') !== 0;

/** The old way to write an IPv4 address in IPv6, `::10.0.0.1`, which the agent takes for public. */
const ipv4Compatible = '::/96';

/**
 * Keeps requests to URLs that tenants chose away from private networks and metadata services. The
 * address is checked when the socket connects, after DNS has answered: a name that changes its
 * address between check and use gains nothing.
 */
@Injectable()
export class OutboundGuard {
  private readonly names: Set<string>;
  private readonly filtering: { http: HttpAgent; https: HttpAgent };
  private readonly open: { http: HttpAgent; https: HttpAgent };

  constructor({ allowHosts }: OutboundGuardOptions) {
    this.names = new Set(allowHosts.filter((host) => !isAddress(host)));
    const agents = (
      options: RequestFilteringAgentOptions,
    ): { http: HttpAgent; https: HttpAgent } => ({
      http: new RequestFilteringHttpAgent({ keepAlive: true, maxSockets: 50, ...options }),
      https: new RequestFilteringHttpsAgent({ keepAlive: true, maxSockets: 50, ...options }),
    });
    this.filtering = agents({
      allowIPAddressList: allowHosts.filter(isAddress),
      denyIPAddressList: [ipv4Compatible],
    });
    this.open = agents({ allowPrivateIPAddress: true, allowMetaIPAddress: true });
  }

  agents(url: URL): { httpAgent: HttpAgent; httpsAgent: HttpAgent } {
    const { http, https } = this.names.has(url.hostname) ? this.open : this.filtering;
    return { httpAgent: http, httpsAgent: https };
  }

  close(): void {
    for (const { http, https } of [this.filtering, this.open]) {
      http.destroy();
      https.destroy();
    }
  }
}

/** A delivery URL a tenant may choose. @throws Problem `malformed` that names `field` */
export const parseDeliveryUrl = (value: string, field: string): URL => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const detail =
    url === undefined || !['http:', 'https:'].includes(url.protocol)
      ? 'must be an http or https URL'
      : url.username !== '' || url.password !== ''
        ? 'must not hold credentials'
        : undefined;
  if (url === undefined || detail !== undefined) {
    throw new Problem('malformed', `${field}: ${detail}`, {
      errors: [{ field, detail: detail ?? '' }],
    });
  }
  return url;
};
