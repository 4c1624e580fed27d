import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A reply as a `webhook` channel's delivery URL receives it. */
export interface ReceivedReply {
  type: 'reply';
  replyId: string;
  conversationId: string;
  to: string;
  text: string;
  sources: { type: string; title: string; externalId?: string }[];
  inReplyTo: string[];
  sequence: number;
  confidence: number;
  handoff: boolean;
  /** The signed idempotency key. */
  webhookId: string;
  receivedAt: number;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** The business's own system: takes signed replies, and remembers all it was sent. */
export class Receiver implements AsyncDisposable {
  readonly replies: ReceivedReply[] = [];
  /** What it answers; a test may make it fail. */
  status = 200;
  private secret: string | undefined;
  private readonly server = createServer((request, response) => void this.take(request, response));

  static async listen(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/replies`;
  }

  /** From now on signatures are checked: a wrong one is answered with 401 and not remembered. */
  trust(secret: string): void {
    this.secret = secret;
  }

  /** The replies that answer a message. */
  answersTo(messageId: string): ReceivedReply[] {
    return this.replies.filter(({ inReplyTo }) => inReplyTo.includes(messageId));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const webhookId = String(request.headers['webhook-id']);
    try {
      if (this.secret !== undefined) {
        new Webhook(this.secret).verify(body, request.headers as Record<string, string>);
      }
    } catch {
      response.writeHead(401).end();
      return;
    }
    if (this.status < 300) {
      const reply = JSON.parse(body) as ReceivedReply;
      this.replies.push({ ...reply, webhookId, receivedAt: performance.now() });
    }
    response.writeHead(this.status).end();
  }
}
