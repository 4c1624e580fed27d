import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** What a `webhook` channel delivers, as far as it is shown. */
export interface Reply {
  conversationId: string;
  text: string;
  sources: { title: string }[];
  /** The provider message ids it answers. */
  inReplyTo: string[];
}

/** Stands in for the demo shop's own system: takes the replies of its webhook channel. */
export class ReplyReceiver implements AsyncDisposable {
  /** Of the channel; nothing is accepted before it is known. */
  secret: string | undefined;
  onReply: (reply: Reply) => void = () => undefined;
  private readonly seen = new Set<string>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.receive(request).then(
        () => response.writeHead(200).end(),
        () => response.writeHead(401).end(),
      );
    });
  }

  static async start(): Promise<ReplyReceiver> {
    const receiver = new ReplyReceiver();
    await new Promise<void>((listening) => receiver.server.listen(0, '127.0.0.1', listening));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/replies`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async receive(request: IncomingMessage): Promise<void> {
    const body = await text(request);
    if (this.secret === undefined) throw new Error('The secret is not known yet');
    const headers = request.headers as Record<string, string>;
    const reply = new Webhook(this.secret).verify(body, headers) as Reply;
    // A delivery may be repeated under the same id.
    const id = headers['webhook-id']!;
    if (!this.seen.has(id)) this.onReply(reply);
    this.seen.add(id);
  }
}
