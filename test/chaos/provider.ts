import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A reply the provider took over: what its customer reads. */
export interface Take {
  /** 1, 2, 3 … as the provider took them. */
  order: number;
  /** The idempotency key, `webhook-id`. */
  key: string;
  replyId: string;
  conversationId: string;
  customer: string;
  /** Ids of the messages it answers. */
  inReplyTo: string[];
  sequence: number;
  /** Recognised by its key as one taken before: the customer reads nothing new. */
  repeated: boolean;
  /** Whether the sender was told. */
  answered: boolean;
}

export type ProviderEvent =
  | { event: 'listening'; port: number }
  | { event: 'taken'; take: Take }
  | { event: 'unsigned'; key: string }
  | { event: 'held'; key: string };

export interface Troubles {
  busy: number;
  dropped: number;
  hung: number;
}

export type ProviderCommand =
  | {
      command: 'configure';
      seed: number;
      secret: string;
      recognisesKeys: boolean;
      troubles: Troubles;
    }
  | { command: 'busy'; forMs: number }
  | { command: 'behave' }
  | { command: 'kill-on-next-take' }
  | { command: 'cut'; key: string };

/** The provider's process, and its own log of what it took. */
export class Provider {
  readonly log: Take[] = [];
  /** Requests whose signature was wrong. */
  unsigned = 0;
  /** A reply was taken and its answer is held back, as `killOnNextTake` asked. */
  onHeld: (key: string) => void = () => undefined;
  private readonly child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
    child.on('message', (event: ProviderEvent) => this.hear(event));
  }

  static async start(): Promise<Provider> {
    const child = fork(fileURLToPath(new URL('provider-process.ts', import.meta.url)));
    const port = await new Promise<number>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the provider ended with ${code}`)));
      child.once('message', (event: ProviderEvent) => {
        if (event.event === 'listening') resolve(event.port);
      });
    });
    return new Provider(child, port);
  }

  tell(command: ProviderCommand): void {
    if (this.child.connected) this.child.send(command);
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  private hear(event: ProviderEvent): void {
    if (event.event === 'taken') this.log.push(event.take);
    else if (event.event === 'unsigned') this.unsigned++;
    else if (event.event === 'held') this.onHeld(event.key);
  }
}
