import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tell } from '../../harness/bench-process.js';

// The business's system at its quickest: takes every reply without a look.
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200).end());
});
server.listen(0, '127.0.0.1', () => {
  tell(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
process.on('SIGTERM', () => process.exit(0));
