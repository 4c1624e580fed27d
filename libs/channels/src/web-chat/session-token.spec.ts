import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newSessionKey } from './connection.js';
import { issueSessionToken, openSessionToken } from './session-token.js';

const key = newSessionKey();
const grant = {
  channelId: '0197f1c2-0000-7000-8000-000000000000',
  sessionId: 's-1',
  expiresAt: new Date(2_000_000_000_000),
};
const before = grant.expiresAt.getTime() - 1;
const token = issueSessionToken(key, grant);

describe('a session token', () => {
  test('says what it was issued for, to whom has the key', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), (sessionId) => {
        const session = { ...grant, sessionId };
        const opened = (): unknown =>
          openSessionToken(key, issueSessionToken(key, session), before);
        // Session ids are printable; whatever else was signed is refused, never misread.
        if (/^[\x21-\x7e]+$/.test(sessionId)) expect(opened()).toEqual(session);
      }),
    );
  });

  test('of another key is refused', () => {
    expect(() => openSessionToken(newSessionKey(), token, before)).toThrow(
      expect.objectContaining({ code: 'unsigned' }),
    );
  });

  test('with any character changed, added or left out is refused', () => {
    const at = fc.nat(token.length - 1);
    const character = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ',
    );
    const edit = fc.constantFrom('change', 'add', 'leave out');
    fc.assert(
      fc.property(at, character, edit, (index, written, kind) => {
        const rest = token.slice(kind === 'add' ? index : index + 1);
        const mutated = token.slice(0, index) + (kind === 'leave out' ? '' : written) + rest;
        fc.pre(mutated !== token);
        expect(() => openSessionToken(key, mutated, before)).toThrow(
          expect.objectContaining({ code: 'unsigned' }),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('holds until it expires', () => {
    expect(openSessionToken(key, token, before)).toEqual(grant);
    expect(() => openSessionToken(key, token, before + 1)).toThrow(
      expect.objectContaining({ code: 'stale' }),
    );
  });
});
