import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** `refuse`: connections are cut and no new one is made. `hold`: nothing gets through for a while. */
export type LinkMode = 'open' | 'refuse' | 'hold';

/** Both ends of one connection through a link. */
export interface Wire {
  client: Socket;
  server: Socket;
}

/** Looks at what goes through; returns what may go on, in place of what came. */
export interface Tap {
  toServer(chunk: Buffer): Buffer | undefined;
  toClient(chunk: Buffer): Buffer | undefined;
}

const openTap: Tap = { toServer: (chunk) => chunk, toClient: (chunk) => chunk };

/** The network between two parts of the suite: a TCP proxy that a fault can cut or hold. */
export class Link {
  readonly port: number;
  readonly target: number;
  private readonly server: Server;
  private readonly wires = new Set<Wire>();
  private readonly tapFor: () => Tap;
  private mode: LinkMode = 'open';
  private held: (() => void)[] = [];

  private constructor(server: Server, port: number, target: number, tapFor: () => Tap) {
    this.server = server;
    this.port = port;
    this.target = target;
    this.tapFor = tapFor;
    server.on('connection', (client) => this.connect(client));
  }

  /** @param target the port on 127.0.0.1 where it leads; @param port where it listens */
  static async open(target: number, port: number, tapFor = (): Tap => openTap): Promise<Link> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return new Link(server, port, target, tapFor);
  }

  set(mode: LinkMode): void {
    this.mode = mode;
    if (mode === 'refuse') this.cut();
    if (mode !== 'open') return;
    const held = this.held;
    this.held = [];
    for (const pass of held) pass();
  }

  cut(): void {
    for (const { client, server } of this.wires) {
      client.destroy();
      server.destroy();
    }
    this.held = [];
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private connect(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.mode === 'refuse') {
      client.destroy();
      return;
    }
    const server = createConnection(this.target, '127.0.0.1');
    const wire = { client, server };
    this.wires.add(wire);
    for (const socket of [client, server]) socket.setNoDelay(true);
    server.on('error', () => client.destroy());
    const tap = this.tapFor();
    const pass = (to: Socket, look: (chunk: Buffer) => Buffer | undefined) => (chunk: Buffer) => {
      this.whenOpen(() => {
        const rest = look(chunk);
        if (rest !== undefined && to.writable) to.write(rest);
      });
    };
    client.on(
      'data',
      pass(server, (chunk) => tap.toServer(chunk)),
    );
    server.on(
      'data',
      pass(client, (chunk) => tap.toClient(chunk)),
    );
    client.on('close', () => {
      this.wires.delete(wire);
      server.destroy();
    });
    // What was answered before the end still arrives.
    server.on('close', () => this.whenOpen(() => client.end()));
  }

  private whenOpen(pass: () => void): void {
    if (this.mode === 'hold') this.held.push(pass);
    else pass();
  }
}
