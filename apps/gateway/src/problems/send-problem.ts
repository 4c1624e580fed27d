import { type Duplex } from 'node:stream';
import { Problem } from '#contracts';

const mediaType = 'application/problem+json; charset=utf-8';

/** What we use of Fastify's reply. */
export interface Reply {
  sent: boolean;
  raw: { headersSent: boolean };
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: string): unknown;
}

/** Answers with RFC 9457 `application/problem+json`, unless an answer has begun already. */
export const sendProblem = (reply: Reply, problem: Problem): void => {
  if (reply.sent || reply.raw.headersSent) return;
  if (problem.retryAfterSeconds !== undefined) {
    reply.header('retry-after', String(problem.retryAfterSeconds));
  }
  if (problem.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  reply.code(problem.status).header('content-type', mediaType).send(JSON.stringify(problem));
};

/** To a client that does not speak HTTP, or too slowly; the connection ends. */
export const hangUp = (error: { code?: string }, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(new Problem('malformed', 'the request is not HTTP, or incomplete'));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: ${mediaType}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
};
