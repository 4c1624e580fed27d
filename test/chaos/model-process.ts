// A language model behind an OpenAI-compatible endpoint: a process of its own. Each worker has a path
// of its own, so that it is known who asks.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { chatCompletion } from '../support/chat-completion.ts';
import { type ModelCommand, type ModelEvent } from './model.ts';
import { createRandom } from '../support/random.ts';

const say = (event: ModelEvent): void => void process.send?.(event);

let random = createRandom(1);
let slow = { ms: 0, share: 0 };
let failing = false;
let catchNextCall = false;

const complete = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  for await (const _chunk of request);
  const worker = Number(/^\/(\d+)\//.exec(request.url ?? '')?.[1]);
  if (failing) {
    say({ event: 'called', worker, failed: true });
    response
      .writeHead(500, { 'content-type': 'application/json' })
      .end('{"error":{"message":"down"}}');
    return;
  }
  say({ event: 'called', worker, failed: false });
  if (catchNextCall) {
    catchNextCall = false;
    say({ event: 'caught', worker });
  }
  await delay(random.chance(slow.share) ? slow.ms : random.between(20, 120));
  response.writeHead(200, { 'content-type': 'application/json' }).end(chatCompletion('An answer.'));
};

const server = createServer((request, response) => {
  complete(request, response).catch(() => response.destroy());
});

process.on('message', (command: ModelCommand) => {
  switch (command.command) {
    case 'configure':
      random = createRandom(command.seed);
      slow = { ms: command.slowMs, share: command.slowShare };
      break;
    case 'fail':
      failing = command.failing;
      break;
    case 'catch-next-call':
      catchNextCall = command.armed;
      break;
  }
});

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit());
