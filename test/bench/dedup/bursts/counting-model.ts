import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { chatCompletion } from '../../../support/chat-completion.js';

const completion = chatCompletion('We are open from nine to five.');

/** An OpenAI-compatible endpoint that always says the same, and counts how often. */
export class CountingModel implements AsyncDisposable {
  calls = 0;
  private readonly server: Server = createServer((request, response) => {
    this.calls++;
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(completion);
    });
  });

  static async listen(): Promise<CountingModel> {
    const model = new CountingModel();
    await new Promise<void>((resolve) => model.server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
