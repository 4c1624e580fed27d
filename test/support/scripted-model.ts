import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { chatCompletion } from './chat-completion.js';

/** What the endpoint was asked, as OpenAI's chat completions put it. */
export interface ChatRequest {
  model: string;
  messages: { role: string; content: string | null; tool_calls?: unknown[] }[];
  tools?: { function: { name: string } }[];
  temperature?: number;
  max_tokens?: number;
}

/** What the endpoint does with a call. */
export type Behaviour = (response: ServerResponse, request: ChatRequest) => void;

const json = (response: ServerResponse, body: string, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
};

interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  prompt_tokens_details?: { cached_tokens: number };
}

const completion = (message: object, finishReason: string, usage?: Usage): string =>
  JSON.stringify({
    ...(JSON.parse(chatCompletion('')) as object),
    choices: [
      { index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason },
    ],
    usage: usage ?? { prompt_tokens: 10, completion_tokens: 10 },
  });

/** Everything a model's endpoint has been seen to do. */
export const behaviours = {
  says:
    (content: string, usage?: Usage): Behaviour =>
    (response) =>
      json(response, completion({ content }, 'stop', usage)),
  callsTool:
    (name: string, input: unknown): Behaviour =>
    (response) => {
      const written = typeof input === 'string' ? input : JSON.stringify(input);
      const call = { id: 'call_1', type: 'function', function: { name, arguments: written } };
      json(response, completion({ content: null, tool_calls: [call] }, 'tool_calls'));
    },
  /** Cut off by the limit of tokens. */
  isCutOff:
    (content: string): Behaviour =>
    (response) =>
      json(response, completion({ content }, 'length')),
  filters: ((response) =>
    json(response, completion({ content: '' }, 'content_filter'))) satisfies Behaviour,
  refuses: ((response) =>
    json(response, completion({ content: null, refusal: 'No.' }, 'stop'))) satisfies Behaviour,
  fails:
    (status: number): Behaviour =>
    (response) =>
      json(response, JSON.stringify({ error: { message: `HTTP ${status}` } }), status),
  answersNoJson: ((response) => json(response, '{"choices": [')) satisfies Behaviour,
  /** The connection breaks in the middle of the body. */
  truncates: ((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
    response.write('{"id":"1","choices":[{"index":0,"message":{"role":"assist', () =>
      response.destroy(),
    );
  }) satisfies Behaviour,
  hangs: (() => undefined) satisfies Behaviour,
};

/**
 * An OpenAI-compatible endpoint that does as it is told, one behaviour a call; the last one stays.
 * Usage: `await using model = await ScriptedModel.listen(); model.script = [behaviours.fails(500)];`
 */
export class ScriptedModel implements AsyncDisposable {
  readonly requests: ChatRequest[] = [];
  script: Behaviour[] = [];
  private readonly server: Server = createServer((request, response) => {
    void this.take(request, response);
  });

  static async listen(): Promise<ScriptedModel> {
    const model = new ScriptedModel();
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
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
    this.requests.push(asked);
    const behaviour = this.script.length > 1 ? this.script.shift() : this.script[0];
    (behaviour ?? behaviours.fails(404))(response, asked);
  }
}
