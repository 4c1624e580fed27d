import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OutboundGuard, parseDeliveryUrl } from './outbound-guard.js';
import { post, type PostResult } from './post.js';

const guard = new OutboundGuard({ allowHosts: [] });
afterAll(() => guard.close());

const tryToReach = async (host: string): Promise<PostResult['kind']> => {
  const url = parseDeliveryUrl(`http://${host}:9/hook`, '/deliveryUrl');
  const signal = AbortSignal.timeout(2000);
  const result = await post(url, { guard, headers: {}, body: '', signal, mayWrite: () => false });
  return result.kind;
};

const octet = fc.nat(255);
const bytes = (...parts: (number | fc.Arbitrary<number>)[]): fc.Arbitrary<number[]> =>
  fc.tuple(...parts.map((part) => (typeof part === 'number' ? fc.constant(part) : part)));

/** The ranges of IANA's special-purpose registry that lead inside or nowhere. */
const insideIpv4 = fc.oneof(
  bytes(0, octet, octet, octet),
  bytes(10, octet, octet, octet),
  bytes(100, fc.integer({ min: 64, max: 127 }), octet, octet),
  bytes(127, octet, octet, octet),
  bytes(169, 254, octet, octet),
  bytes(172, fc.integer({ min: 16, max: 31 }), octet, octet),
  bytes(192, 0, 0, octet),
  bytes(192, 168, octet, octet),
  bytes(198, fc.integer({ min: 18, max: 19 }), octet, octet),
  bytes(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
);

const numberOf = (address: number[]): number =>
  address.reduce((number, part) => number * 256 + part, 0);
const hex = (part: number): string => part.toString(16);
const groupsOf = ([a = 0, b = 0, c = 0, d = 0]: number[]): string =>
  `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;

/** The ways an IPv4 address is written in a URL. */
const spellings: ((address: number[]) => string)[] = [
  (address) => address.join('.'),
  (address) => String(numberOf(address)),
  (address) => `0x${hex(numberOf(address))}`,
  (address) => address.map((part) => `0${part.toString(8)}`).join('.'),
  (address) => `[::ffff:${address.join('.')}]`,
  (address) => `[::ffff:${groupsOf(address)}]`,
  (address) => `[::${groupsOf(address)}]`,
  (address) => `[64:ff9b::${groupsOf(address)}]`,
  (address) => `[2002:${groupsOf(address)}::1]`,
];

const group = fc.nat(0xffff);
const ipv6 = (first: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  fc
    .tuple(first, group, group, group, group, group, group, group)
    .map((groups) => `[${groups.map(hex).join(':')}]`);

const insideIpv6 = fc.oneof(
  fc.constantFrom('[::]', '[::1]', '[fd00:ec2::254]'),
  ipv6(fc.integer({ min: 0xfc00, max: 0xfdff })),
  ipv6(fc.integer({ min: 0xfe80, max: 0xfeff })),
  ipv6(fc.integer({ min: 0xff00, max: 0xffff })),
);

describe('the guard of outbound requests', () => {
  it('reaches no private IPv4 address, however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(insideIpv4, fc.constantFrom(...spellings), async (address, spell) => {
        expect(await tryToReach(spell(address))).toBe('forbidden');
      }),
      { numRuns: 500 },
    );
  });

  it('reaches no private IPv6 address', async () => {
    await fc.assert(
      fc.asyncProperty(insideIpv6, async (host) => {
        expect(await tryToReach(host)).toBe('forbidden');
      }),
      { numRuns: 300 },
    );
  });

  it('looks at what a name resolves to, not at the name', async () => {
    expect(await tryToReach('localhost')).toBe('forbidden');
  });

  it.each(['file:///etc/passwd', 'gopher://example.org/', 'http://user:word@example.org/', 'x'])(
    'takes no %s',
    (url) => {
      expect(() => parseDeliveryUrl(url, '/deliveryUrl')).toThrow('/deliveryUrl');
    },
  );
});
