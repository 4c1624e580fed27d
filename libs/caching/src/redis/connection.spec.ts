import { describe, expect, it } from '@jest/globals';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { within } from './connection.js';

describe('within', () => {
  it('rejects when the operation takes longer', async () => {
    const never = new Promise(() => undefined);
    await expect(within(10, never)).rejects.toThrow('no answer within 10 ms');
  });

  it('does not blame the other side when this process was busy', async () => {
    const server = createServer((socket) => void socket.end('reply')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as { port: number }).port, '127.0.0.1');
    await once(client, 'connect');
    const reply = once(client, 'data').then(([bytes]) => String(bytes));
    const waiting = within(10, reply);
    // The server has its turn, so that the reply is on its way; then nothing runs for a while.
    setImmediate(() => {
      const end = performance.now() + 50;
      while (performance.now() < end);
    });
    expect(await waiting).toBe('reply');
    server.close();
  });
});
