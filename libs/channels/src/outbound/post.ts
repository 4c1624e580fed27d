import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type OutboundGuard } from './outbound-guard.js';

/** What of an answer's body is read; beyond that the connection goes. */
const maxAnswerBytes = 64 * 1024;

export interface PostOptions {
  guard: OutboundGuard;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
  /** Asked once the connection stands, right before the first byte of the request is written. */
  mayWrite: () => boolean;
}

/** `written`: the receiver may have read the request; otherwise it certainly has not. */
export type PostResult =
  | { kind: 'answered'; status: number; headers: IncomingHttpHeaders; body: string }
  | { kind: 'unanswered'; written: boolean; error: string }
  | { kind: 'forbidden' }
  | { kind: 'withheld' };

/**
 * What the answer says; empty when it is too long or broke off, which takes nothing from its status.
 */
const bodyOf = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Leaving the loop early ends the connection.
      if (bytes > maxAnswerBytes) return '';
      chunks.push(chunk);
    }
  } catch {
    return '';
  }
  return Buffer.concat(chunks).toString();
};

/** Calls back when bytes can be written at once: after DNS, connecting and the TLS handshake. */
const onceConnected = (socket: Socket, write: () => void): void => {
  if (socket instanceof TLSSocket) {
    // Without the peer's `Finished` the handshake is not over; a kept connection has had it.
    if (socket.getPeerFinished() === undefined) socket.once('secureConnect', write);
    else write();
  } else if (socket.connecting) socket.once('connect', write);
  else write();
};

/**
 * One POST to a URL a tenant chose, through the guard; redirects are not followed. Node's own
 * client, because what may be concluded from a failure depends on whether anything was written, and
 * the last look at the clock belongs after the connection stands. Never rejects.
 */
export const post = (url: URL, options: PostOptions): Promise<PostResult> =>
  new Promise((resolve) => {
    const { guard, headers, body, signal, mayWrite } = options;
    let written = false;
    let answered = false;
    const fail = (error: NodeJS.ErrnoException): void => {
      // The status is known, and is told with what there is of a body.
      if (answered) return;
      resolve(
        error.message.includes('is not allowed')
          ? { kind: 'forbidden' }
          : { kind: 'unanswered', written, error: error.code ?? error.message },
      );
    };
    // Not left to the request: one that waits for a connection does not tell until it has one.
    const onTimeout = (): void => fail(new Error('no answer in time'));
    signal.addEventListener('abort', onTimeout, { once: true });
    const { httpAgent, httpsAgent } = guard.agents(url);
    const [send, agent] =
      url.protocol === 'https:' ? [requestHttps, httpsAgent] : [requestHttp, httpAgent];
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const request = send(url, {
      method: 'POST',
      agent,
      headers: { ...headers, ...length },
      signal,
    });
    request.on('response', (response) => {
      answered = true;
      const { statusCode: status = 0, headers: answerHeaders } = response;
      void bodyOf(response).then((text) =>
        resolve({ kind: 'answered', status, headers: answerHeaders, body: text }),
      );
    });
    request.on('error', fail);
    request.on('close', () => {
      signal.removeEventListener('abort', onTimeout);
      fail(new Error('closed without an answer'));
    });
    request.on('socket', (socket) =>
      onceConnected(socket, () => {
        if (request.destroyed) return;
        if (!mayWrite()) {
          resolve({ kind: 'withheld' });
          request.destroy();
          return;
        }
        written = true;
        request.end(body);
      }),
    );
  });
