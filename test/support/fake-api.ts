import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';

export interface ApiRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ApiAnswer {
  status: number;
  json?: unknown;
  headers?: Record<string, string>;
}

/** `drop`: takes the request, and closes without an answer. */
export type Behaviour = ApiAnswer | 'drop';

/** A provider's HTTP API: remembers all it was asked, and answers as it is told. */
export class FakeApi implements AsyncDisposable {
  readonly requests: ApiRequest[] = [];
  /** For the next requests, one each; after them `otherwise` answers. */
  next: Behaviour[] = [];
  otherwise: (request: ApiRequest) => Behaviour = () => ({ status: 200, json: {} });
  private readonly server = createServer(
    (request, response) => void this.answer(request, response),
  );

  static async listen(otherwise?: (request: ApiRequest) => Behaviour): Promise<FakeApi> {
    const api = new FakeApi();
    if (otherwise !== undefined) api.otherwise = otherwise;
    await new Promise<void>((resolve) => api.server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: Buffer.concat(chunks).toString() };
    this.requests.push(request);
    const behaviour = this.next.shift() ?? this.otherwise(request);
    if (behaviour === 'drop') {
      incoming.destroy();
      return;
    }
    response.writeHead(behaviour.status, {
      'content-type': 'application/json',
      ...behaviour.headers,
    });
    response.end(behaviour.json === undefined ? '' : JSON.stringify(behaviour.json));
  }
}
