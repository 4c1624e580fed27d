import { catalogPackage, catalogServiceName } from '#contracts';
import { Readiness } from '#observability';
import {
  type sendUnaryData,
  type Server,
  type ServerUnaryCall,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { service as healthService } from 'grpc-health-check';
import { type DataSource } from 'typeorm';

/** The whole server, and its one service. */
const names = ['', `${catalogPackage}.${catalogServiceName}`];

const lookAgainMs = 2_000;
/** After which calls that nobody ends are ended; a process may take 15 s to stop. */
const patienceMs = 8_000;

interface HealthRequest {
  service: string;
}

interface HealthReply {
  status: 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';
}

type Watcher = ServerWritableStream<HealthRequest, HealthReply>;

/**
 * gRPC's standard health service, for probes and for callers that balance by it: serving under the
 * same conditions as `/health/ready`, looked at every two seconds, because watchers wait to be told.
 * A server that stops ends their streams, which would keep it from stopping.
 * @see https://grpc.io/docs/guides/health-checking/
 */
@Injectable()
export class GrpcHealth implements OnApplicationBootstrap, OnModuleDestroy {
  private serving = false;
  private stopped = false;
  private server: Server | undefined;
  private readonly watchers = new Set<Watcher>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly readiness: Readiness,
  ) {}

  addToServer(server: Server): void {
    this.server = server;
    server.addService(healthService, {
      check: (
        call: ServerUnaryCall<HealthRequest, HealthReply>,
        reply: sendUnaryData<HealthReply>,
      ) => {
        if (names.includes(call.request.service)) reply(null, this.reply);
        else reply({ code: status.NOT_FOUND, details: 'no such service' });
      },
      watch: (call: Watcher) => this.watch(call),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.tell(false);
    for (const watcher of this.watchers) watcher.end();
    setTimeout(() => this.server?.forceShutdown(), patienceMs).unref();
  }

  private get reply(): HealthReply {
    return { status: this.serving ? 'SERVING' : 'NOT_SERVING' };
  }

  private watch(call: Watcher): void {
    if (!names.includes(call.request.service)) {
      call.write({ status: 'SERVICE_UNKNOWN' });
      call.end();
      return;
    }
    this.watchers.add(call);
    call.on('cancelled', () => this.watchers.delete(call));
    call.write(this.reply);
  }

  private async refresh(): Promise<void> {
    const serving = !this.readiness.draining && (await this.databaseAnswers());
    if (this.stopped) return;
    this.tell(serving);
    this.timer = setTimeout(() => void this.refresh(), lookAgainMs).unref();
  }

  private tell(serving: boolean): void {
    if (serving === this.serving) return;
    this.serving = serving;
    for (const watcher of this.watchers) watcher.write(this.reply);
  }

  private databaseAnswers(): Promise<boolean> {
    return this.database.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }
}
