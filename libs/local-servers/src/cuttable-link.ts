import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP link that can be cut as a network does it: bytes vanish and nobody is told. */
export class CuttableLink implements Disposable {
  #cut = false;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (socket) => this.#join(socket));
  }

  static async to(targetPort: number): Promise<CuttableLink> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CuttableLink(server, targetPort);
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Connections made now stay dead after `restore`, as after a real partition of some length. */
  cut(): void {
    this.#cut = true;
  }

  restore(): void {
    this.#cut = false;
  }

  [Symbol.dispose](): void {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket): void {
    const far = connect(this.targetPort, '127.0.0.1');
    let dead = this.#cut;
    const pass = (from: Socket, to: Socket): void => {
      this.#sockets.add(from);
      from.on('data', (bytes) => {
        dead ||= this.#cut;
        if (!dead) to.write(bytes);
      });
      from.on('close', () => to.destroy());
      from.on('error', () => undefined);
    };
    pass(near, far);
    pass(far, near);
  }
}
