import { type Forked, forkServer } from './forked.ts';

export type ModelEvent =
  { event: 'called'; worker: number; failed: boolean } | { event: 'caught'; worker: number };

export type ModelCommand =
  /** A share of the calls takes `slowMs`: longer than a lease without a heartbeat. */
  | { command: 'configure'; seed: number; slowMs: number; slowShare: number }
  | { command: 'fail'; failing: boolean }
  | { command: 'catch-next-call'; armed: boolean };

/** The model's process. */
export class Model {
  /** Calls it did not fail itself: whatever comes of them was paid for. */
  calls = 0;
  failures = 0;
  /** A worker waits for its answer, as `catch-next-call` asked. */
  onCaught: (worker: number) => void = () => undefined;
  private process!: Forked<ModelCommand>;

  static async start(): Promise<Model> {
    const model = new Model();
    model.process = await forkServer('model-process.ts', (event: ModelEvent) => model.hear(event));
    return model;
  }

  get port(): number {
    return this.process.port;
  }

  tell(command: ModelCommand): void {
    this.process.tell(command);
  }

  stop(): void {
    this.process.stop();
  }

  private hear(event: ModelEvent): void {
    if (event.event === 'caught') this.onCaught(event.worker);
    else if (event.failed) this.failures++;
    else this.calls++;
  }
}
