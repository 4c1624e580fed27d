import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { sample } from './curl.js';

const route = {
  method: 'post',
  path: '/v1/chat/:channelId/messages',
  name: 'ChatController.receive',
  access: 'public' as const,
  status: 202,
  isIdempotent: false,
  query: undefined,
  body: undefined,
  operation: { summary: 'Says something' },
};

test('what a path names is a variable of the shell', () => {
  expect(sample(route)).toBe(
    'curl --fail-with-body -X POST "$TULIA_URL/v1/chat/$CHANNEL_ID/messages"',
  );
});

test('an example with an apostrophe stays one word', () => {
  const body = z.object({ text: z.string() }).meta({ examples: [{ text: "it's" }] });
  expect(sample({ ...route, body })).toContain(`-d '{"text":"it'\\''s"}'`);
});

test('a key is shown where one is needed', () => {
  expect(sample({ ...route, access: ['owner'] })).toContain('"Authorization: Bearer $TULIA_KEY"');
});
