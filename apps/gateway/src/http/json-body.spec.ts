import { parseChatMessage, parseWebhookMessage } from '#channels';
import { isWellFormed, parseJson, Problem } from '#contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

const nested = (depth: number): Buffer => Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('a body', () => {
  test('is what its JSON says', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__') && !text.includes('toString'));
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('may be empty', () => {
    expect(parseJson(Buffer.alloc(0))).toBeUndefined();
  });

  test('may be nested 32 deep, not deeper', () => {
    expect(() => parseJson(nested(32))).not.toThrow();
    expect(() => parseJson(nested(33))).toThrow('nested');
    expect(() => parseJson(nested(100_000))).toThrow(Problem);
  });

  test.each(['{"__proto__":1}', '[{"a":{"__proto__":{"admin":true}}}]', '{"\\u005f_proto__":1}'])(
    'cannot reach a prototype: %s',
    (text) => {
      expect(() => parseJson(Buffer.from(text))).toThrow('__proto__');
    },
  );

  // A schema that measures it would throw: the fuzz of the adapters found it.
  test('has no object that cannot be compared or written', () => {
    const hostile = '{"text":{"length":{"toString":1}}}';
    expect(() => parseJson(Buffer.from(hostile))).toThrow('a field named toString');
  });

  test('must be UTF-8', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow('not JSON');
  });
});

// The fuzz of the API found it: the reason of an invalidation goes into the audit as JSON.
test.each([
  ['"half \\ud800"', false],
  ['{"a":[{"\\udc00":1}]}', false],
  ['{"a":["\\ud83d\\udca5"]}', true],
])('whether %s is Unicode: %s', (text, expected) => {
  expect(isWellFormed(parseJson(Buffer.from(text)))).toBe(expected);
});

/** Anything bytes may be, with a bias to what is nearly a message. */
const bodies = fc.oneof(
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .record(
      {
        messageId: fc.anything(),
        sessionId: fc.anything(),
        from: fc.oneof(fc.anything(), fc.record({ id: fc.anything(), name: fc.anything() })),
        text: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
        timestamp: fc.oneof(fc.integer(), fc.double(), fc.string(), fc.anything()),
        attachments: fc.oneof(fc.array(fc.record({ url: fc.webUrl() })), fc.anything()),
      },
      { requiredKeys: [] },
    )
    .map((value) => Buffer.from(tryStringify(value))),
);

const tryStringify = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
};

test.each([
  ['webhook', (body: unknown) => parseWebhookMessage(body, 'webhook-id')],
  ['chat', parseChatMessage],
])('whatever comes as a %s message, it is a message or a problem', (_, parse) => {
  fc.assert(
    fc.property(bodies, (body) => {
      try {
        const message = parse(parseJson(body));
        expect(message.providerMessageId).not.toBe('');
        expect(message.from.id).not.toBe('');
        expect(JSON.stringify(message)).not.toContain('\\u0000');
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
      }
    }),
    { numRuns: 2000 },
  );
});
