import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';

/** A way to a server on which connections can go dead without being closed, as in a partition. */
export class Proxy implements AsyncDisposable {
  private readonly pairs: [Socket, Socket][] = [];

  private constructor(private readonly server: Server) {}

  static async to(url: string): Promise<Proxy> {
    const server = createServer();
    const proxy = new Proxy(server);
    server.on('connection', (near) =>
      proxy.join(near, createConnection(Number(new URL(url).port))),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What is open now swallows everything; new connections work. */
  killConnections(): void {
    for (const [near, far] of this.pairs) {
      near.unpipe(far).resume();
      far.unpipe(near).resume();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.pairs.flat()) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket, far: Socket): void {
    this.pairs.push([near, far]);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far).pipe(near);
  }
}
