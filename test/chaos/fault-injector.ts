import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, killPoints, type PlannedFault } from './fault-plan.ts';
import { type Model } from './model.ts';
import { type Operator } from './operator.ts';
import { type Provider } from './provider.ts';
import { type Service, type ServiceName } from './service.ts';
import { type ChaosSuite } from './suite.ts';

/** How long an edge waits for a service to come to it. */
const armedForMs = 3000;

/** Does to a running suite what its plan says. */
export class FaultInjector {
  /** How often each fault was injected; of the kill points, how often one fired. */
  readonly injected: Record<string, number> = {};
  private readonly suite: ChaosSuite;
  private readonly provider: Provider;
  private readonly model: Model;
  private readonly operator: Operator;
  private restarting: Promise<void> = Promise.resolve();
  /** What happens to the worker whose call to the model is caught next. */
  private onModelCall: (worker: Service) => Promise<void> = () => Promise.resolve();
  private readonly caught: Promise<void>[] = [];

  constructor(suite: ChaosSuite, provider: Provider, model: Model, operator: Operator) {
    this.suite = suite;
    this.provider = provider;
    this.model = model;
    this.operator = operator;
    provider.onHeld = (key) => void this.killSender(key);
    model.onCaught = (worker) => {
      this.caught.push(this.onModelCall(this.service('agent-worker', worker)));
    };
  }

  /** Resolves when the plan is done, and what it broke is whole again. */
  async run(plan: PlannedFault[]): Promise<void> {
    const startedAt = performance.now();
    const running: Promise<void>[] = [];
    for (const { at, fault } of plan) {
      await delay(Math.max(0, at - (performance.now() - startedAt)));
      running.push(this.inject(fault));
    }
    await Promise.all(running);
    await Promise.all(this.caught);
  }

  /** From now on nothing goes wrong. */
  calm(): void {
    this.provider.tell({ command: 'behave' });
    this.model.tell({ command: 'catch-next-call', armed: false });
  }

  private async inject(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'kill':
        this.count('kill');
        this.service(fault.service, fault.index).kill();
        break;
      case 'freeze':
        this.count('freeze');
        await this.freeze(this.service(fault.service, fault.index), fault.forMs);
        break;
      case 'kill-point': {
        const service = this.service(fault.service, fault.index);
        service.settings.killPoints.arm(killPoints[fault.point], () => {
          this.count(fault.point);
          service.kill();
        });
        await delay(armedForMs);
        service.settings.killPoints.disarm();
        break;
      }
      case 'kill-during-model-call':
        this.duringModelCall((worker) => {
          this.count(fault.kind);
          worker.kill();
          return Promise.resolve();
        });
        break;
      case 'freeze-during-model-call':
        this.duringModelCall((worker) => {
          this.count(fault.kind);
          return this.freeze(worker, fault.forMs);
        });
        break;
      case 'human-takes-over':
        this.duringModelCall(async (worker) => {
          if (await this.operator.takeOver(worker, fault.forMs)) this.count(fault.kind);
        });
        break;
      case 'kill-after-provider-took':
        this.provider.tell({ command: 'kill-on-next-take' });
        break;
      case 'partition': {
        const link = this.suite.links()[fault.link]?.link;
        this.count(`partition (${fault.mode})`);
        link?.set(fault.mode);
        await delay(fault.forMs);
        link?.set('open');
        break;
      }
      case 'redis-restarted-empty':
        await this.oneAtATime(fault.kind, () => this.suite.restartRedis(fault.downMs));
        break;
      case 'redis-hangs':
        await this.oneAtATime(fault.kind, () => this.hangRedis(fault.forMs));
        break;
      case 'postgres-restarted':
        await this.oneAtATime(`postgres-restarted (${fault.how})`, () =>
          this.suite.restartPostgres(fault.how),
        );
        break;
      case 'provider-busy':
        this.count(fault.kind);
        this.provider.tell({ command: 'busy', forMs: fault.forMs });
        break;
      case 'model-fails':
        this.count(fault.kind);
        this.model.tell({ command: 'fail', failing: true });
        await delay(fault.forMs);
        this.model.tell({ command: 'fail', failing: false });
        break;
    }
  }

  private duringModelCall(harm: (worker: Service) => Promise<void>): void {
    this.onModelCall = harm;
    this.model.tell({ command: 'catch-next-call', armed: true });
  }

  /** Servers are not restarted into each other. */
  private oneAtATime(what: string, work: () => Promise<void>): Promise<void> {
    this.restarting = this.restarting.then(async () => {
      this.count(what);
      await work();
    });
    return this.restarting;
  }

  private async hangRedis(forMs: number): Promise<void> {
    const { redis } = this.suite;
    if (redis === undefined) return;
    process.kill(redis.pid, 'SIGSTOP');
    await delay(forMs);
    process.kill(redis.pid, 'SIGCONT');
  }

  private async freeze(service: Service, forMs: number): Promise<void> {
    service.freeze();
    await delay(forMs);
    service.thaw();
  }

  /** The provider took a reply and has not answered yet: its sender dies now. */
  private async killSender(key: string): Promise<void> {
    try {
      const sender = await this.suite.senderOf(key);
      if (sender !== undefined) this.count('after the provider took the reply');
      sender?.kill();
    } finally {
      this.provider.tell({ command: 'cut', key });
    }
  }

  private service(name: ServiceName, index: number): Service {
    const service = this.suite.of(name)[index];
    if (service === undefined) throw new Error(`There is no ${name}-${index}`);
    return service;
  }

  private count(what: string): void {
    this.injected[what] = (this.injected[what] ?? 0) + 1;
  }
}
