import { Redis } from 'ioredis';
import { withDeadline } from '../deadline.js';

/** A closed port may refuse for long: a steady pace finds the server soon after its return. */
const reconnectMs = 250;

/**
 * A connection that fails at once rather than queue or repeat: a lock answered late is worse than
 * none. Every command needs a deadline of its caller's. Never shared with Bull, whose connections
 * must do the opposite.
 */
export function connectFailFast(url: string, timeoutMs: number): Redis {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    // A command repeated after a reconnect would leave a lock that nobody knows of.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: 2 * timeoutMs,
    disconnectTimeout: timeoutMs,
    // A partitioned connection looks open for minutes: give it up and connect anew.
    socketTimeout: 5 * timeoutMs,
    retryStrategy: () => reconnectMs,
    disableClientInfo: true,
  });
  // Without a listener a lost server would end the process; callers are told by each command.
  client.on('error', () => undefined);
  return client;
}

export async function closeClient(client: Redis): Promise<void> {
  await client.quit().catch(() => client.disconnect(false));
}

/** Resolves when the client is connected, was refused or has had its time; never rejects. */
export async function settled(client: Redis, milliseconds: number): Promise<void> {
  if (client.status === 'ready') return;
  const either = new Promise((resolve) => client.once('ready', resolve).once('close', resolve));
  await withDeadline(either, milliseconds).catch(() => undefined);
}
