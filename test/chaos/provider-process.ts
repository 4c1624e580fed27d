// The provider that replies are handed to: a process of its own, told over IPC how to misbehave.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import process from 'node:process';
import { createRandom } from '../support/random.ts';
import { type ProviderCommand, type ProviderEvent, type Take } from './provider.ts';

interface Reply {
  replyId: string;
  conversationId: string;
  to: string;
  inReplyTo: string[];
  sequence: number;
}

const say = (event: ProviderEvent): void => void process.send?.(event);

let random = createRandom(1);
let secret = Buffer.alloc(0);
let recognisesKeys = true;
/** Of all requests: how many are answered 503, taken without an answer, or left hanging. */
let troubles = { busy: 0, dropped: 0, hung: 0 };
let busyUntil = 0;
let killOnNextTake = false;
const known = new Set<string>();
const held = new Map<string, ServerResponse>();
let takes = 0;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** Standard Webhooks, without its tolerance: some workers' clocks are wrong on purpose. */
const isSigned = (request: IncomingMessage, body: string): boolean => {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = request.headers;
  const content = `${String(id)}.${String(timestamp)}.${body}`;
  const signature = createHmac('sha256', secret).update(content).digest('base64');
  return String(request.headers['webhook-signature']).split(' ').includes(`v1,${signature}`);
};

const take = (key: string, reply: Reply, answered: boolean): void => {
  const repeated = recognisesKeys && known.has(key);
  known.add(key);
  const { replyId, conversationId, to, inReplyTo, sequence } = reply;
  const taken: Take = {
    ...{ order: ++takes, key, replyId, conversationId, customer: to, inReplyTo, sequence },
    repeated,
    answered,
  };
  say({ event: 'taken', take: taken });
};

const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await bodyOf(request);
  const key = String(request.headers['webhook-id']);
  if (!isSigned(request, body)) {
    say({ event: 'unsigned', key });
    response.writeHead(401).end();
    return;
  }
  const reply = JSON.parse(body) as Reply;
  const fate = random.next();
  if (Date.now() < busyUntil || fate < troubles.busy) {
    response.writeHead(503).end();
    return;
  }
  const dropped = fate < troubles.busy + troubles.dropped;
  const hung = !dropped && fate < troubles.busy + troubles.dropped + troubles.hung;
  if (killOnNextTake) {
    killOnNextTake = false;
    take(key, reply, false);
    held.set(key, response);
    say({ event: 'held', key });
  } else if (dropped) {
    take(key, reply, false);
    request.socket.destroy();
  } else if (hung) {
    take(key, reply, false);
  } else {
    take(key, reply, true);
    response.writeHead(200).end();
  }
};

const server = createServer((request, response) => {
  receive(request, response).catch(() => response.destroy());
});

process.on('message', (command: ProviderCommand) => {
  switch (command.command) {
    case 'configure':
      random = createRandom(command.seed);
      secret = Buffer.from(command.secret.replace('whsec_', ''), 'base64');
      recognisesKeys = command.recognisesKeys;
      troubles = command.troubles;
      break;
    case 'busy':
      busyUntil = Date.now() + command.forMs;
      break;
    case 'behave':
      troubles = { busy: 0, dropped: 0, hung: 0 };
      busyUntil = 0;
      killOnNextTake = false;
      break;
    case 'kill-on-next-take':
      killOnNextTake = true;
      break;
    case 'cut':
      held.get(command.key)?.destroy();
      held.delete(command.key);
      break;
  }
});

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit());
