import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { chatCompletion } from './chat-completion.js';

/** A call that thinks until it is told what to say, or its caller hangs up. */
export class ModelCall {
  readonly startedAt = performance.now();
  /** When the caller hung up before it was answered. */
  abortedAt: number | undefined;

  constructor(
    readonly prompt: string,
    private readonly response: ServerResponse,
  ) {
    response.on('close', () => {
      if (!response.writableEnded) this.abortedAt = performance.now();
    });
  }

  answer(content: string): void {
    this.response.writeHead(200, { 'content-type': 'application/json' });
    this.response.end(chatCompletion(content));
  }
}

/** An OpenAI-compatible endpoint whose calls a test answers by hand. */
export class ThinkingModel implements AsyncDisposable {
  readonly calls: ModelCall[] = [];
  private readonly server: Server = createServer((request, response) => {
    void this.take(request, response);
  });

  static async listen(): Promise<ThinkingModel> {
    const model = new ThinkingModel();
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

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.calls.push(new ModelCall(Buffer.concat(chunks).toString(), response));
  }
}
