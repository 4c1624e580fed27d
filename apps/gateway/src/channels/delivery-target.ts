import { BlockList, isIP, isIPv6 } from 'node:net';
import { parseDeliveryUrl } from '#channels';
import { refusedField } from '../http/fields.js';

/** Loopback, private, link-local, shared, documentation, benchmark, multicast and reserved networks. */
const specialNetworks = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 127],
  ['64:ff9b::', 96],
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const;

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

const networks = (list: readonly (readonly [address: string, prefix: number])[]): BlockList => {
  const block = new BlockList();
  for (const [address, prefix] of list) block.addSubnet(address, prefix, familyOf(address));
  return block;
};

const special = networks(specialNetworks);

/** `10.1.2.3`, `10.0.0.0/8`; names are compared as they are. */
const allowedNetworks = (allowHosts: readonly string[]): BlockList =>
  networks(
    allowHosts.flatMap((host) => {
      const [address = '', prefix] = host.split('/');
      if (isIP(address) === 0) return [];
      return [[address, Number(prefix ?? (isIPv6(address) ? 128 : 32))] as const];
    }),
  );

const isPrivate = (host: string): boolean =>
  isIP(host) === 0
    ? /(^|\.)(localhost|local|internal)\.?$/.test(host)
    : special.check(host, familyOf(host));

const isAllowed = (host: string, allowHosts: readonly string[]): boolean =>
  allowHosts.includes(host) ||
  (isIP(host) !== 0 && allowedNetworks(allowHosts).check(host, familyOf(host)));

/**
 * A URL that replies may be delivered to. It tells the tenant early; what protects us is the check
 * at the socket, after DNS has answered (see OutboundGuard).
 * @throws Problem `malformed`, or `unprocessable` for a private host
 */
export const assertDeliverable = (
  value: string,
  allowHosts: readonly string[],
  field = '/deliveryUrl',
): string => {
  const url = parseDeliveryUrl(value, field);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isPrivate(host) && !isAllowed(host, allowHosts)) {
    throw refusedField(field, 'must not be a private host');
  }
  return url.href;
};
