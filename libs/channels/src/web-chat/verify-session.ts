import { Problem } from '#contracts';
import { v7 as uuidv7 } from 'uuid';
import { type ChannelConnection, type ProviderRequest } from '../channel-adapter.js';
import { settingsOf } from './connection.js';
import { type ChatSessionGrant, issueSessionToken, openSessionToken } from './session-token.js';

/** Browsers' event streams can send no header of ours. */
const tokenOf = ({ headers, search }: ProviderRequest): string => {
  const { authorization } = headers;
  const bearer = typeof authorization === 'string' && /^Bearer (\S+)$/.exec(authorization)?.[1];
  return bearer || (new URLSearchParams(search).get('token') ?? '');
};

const granted = (request: ProviderRequest, connection: ChannelConnection): ChatSessionGrant => {
  const { secret, channelId } = connection;
  if (secret === null) throw new Problem('unsigned', 'the channel signs no sessions');
  const grant = openSessionToken(secret, tokenOf(request));
  if (grant.channelId !== channelId)
    throw new Problem('unsigned', 'the token is another channel’s');
  return grant;
};

/** Whether a channel is for pages of an origin. */
export const mayOpenChat = (connection: ChannelConnection, origin: string): boolean => {
  const { allowedOrigins } = settingsOf(connection);
  return allowedOrigins.length === 0 || allowedOrigins.includes(origin);
};

/**
 * Refuses pages the channel does not name. A request without `Origin` is no other page's: browsers
 * add it to whatever one page asks of another.
 * @throws Problem `forbidden`
 */
const verifyOrigin = ({ headers }: ProviderRequest, connection: ChannelConnection): void => {
  const { origin } = headers;
  if (origin !== undefined && !mayOpenChat(connection, String(origin))) {
    throw new Problem('forbidden', 'the channel is not for this page');
  }
};

/**
 * Whether a page may speak, or listen, in a session.
 * @throws Problem `forbidden`, `unsigned` or `stale`
 */
export const verifySession = (
  request: ProviderRequest,
  connection: ChannelConnection,
  sessionId: string,
): void => {
  verifyOrigin(request, connection);
  if (!settingsOf(connection).signedSessions) return;
  if (granted(request, connection).sessionId !== sessionId) {
    throw new Problem('unsigned', 'the session token is another session’s');
  }
};

/** `token` null: the channel signs none. */
export interface OpenedSession {
  sessionId: string;
  token: string | null;
  expiresAt: Date | null;
}

/**
 * A new session, or the one whose token the request brings, for longer.
 * @throws Problem `forbidden`
 */
export const openSession = (
  request: ProviderRequest,
  connection: ChannelConnection,
): OpenedSession => {
  verifyOrigin(request, connection);
  const { channelId, secret } = connection;
  const brought = tokenOf(request) === '' ? undefined : knownSession(request, connection);
  const sessionId = brought ?? uuidv7();
  if (secret === null) return { sessionId, token: null, expiresAt: null };
  const expiresAt = new Date(Date.now() + settingsOf(connection).sessionTtlSeconds * 1000);
  const token = issueSessionToken(secret, { channelId, sessionId, expiresAt });
  return { sessionId, token, expiresAt };
};

/** Undefined: the token does not hold any more, and a new session begins. */
const knownSession = (
  request: ProviderRequest,
  connection: ChannelConnection,
): string | undefined => {
  try {
    return granted(request, connection).sessionId;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
};
