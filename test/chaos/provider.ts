import { type Forked, forkServer } from './forked.ts';

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
  /** A reply was taken and its answer is held back, as `kill-on-next-take` asked. */
  onHeld: (key: string) => void = () => undefined;
  private process!: Forked<ProviderCommand>;

  static async start(): Promise<Provider> {
    const provider = new Provider();
    provider.process = await forkServer('provider-process.ts', (event: ProviderEvent) =>
      provider.hear(event),
    );
    return provider;
  }

  get port(): number {
    return this.process.port;
  }

  tell(command: ProviderCommand): void {
    this.process.tell(command);
  }

  stop(): void {
    this.process.stop();
  }

  private hear(event: ProviderEvent): void {
    if (event.event === 'taken') this.log.push(event.take);
    else if (event.event === 'unsigned') this.unsigned++;
    else this.onHeld(event.key);
  }
}
