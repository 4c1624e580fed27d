import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** `drop`: reads all and closes without a word. `hang`: reads all and says nothing. Or a status. */
export type Mood = 'drop' | 'hang' | number;

export interface Request {
  webhookId: string;
  sequence: number;
  conversationId: string;
}

/** A provider that reads every request to its end, remembers it, and answers by its mood. */
export class FickleReceiver implements AsyncDisposable {
  readonly requests: Request[] = [];
  /** For the next requests, one each; then it answers 200. */
  moods: Mood[] = [];
  private readonly server = createServer((request, response) => void this.take(request, response));

  static async listen(): Promise<FickleReceiver> {
    const receiver = new FickleReceiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/replies`;
  }

  /** Ends the connections of all it has not answered. */
  hangUp(): void {
    this.server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Omit<Request, 'webhookId'>;
    const { sequence, conversationId } = body;
    const webhookId = String(request.headers['webhook-id']);
    this.requests.push({ webhookId, sequence, conversationId });
    const mood = this.moods.shift() ?? 200;
    if (mood === 'drop') request.socket.destroy();
    else if (mood !== 'hang') response.writeHead(mood).end();
  }
}
