import { type Tap } from './link.ts';
import { PostgresFrames, sqlOf } from './postgres-frames.ts';

/** An edge of the state machine: right before or right after a statement of a service. */
export interface KillPoint {
  statement: RegExp;
  /** `before`: PostgreSQL never hears of it. `after`: it has committed, the service never hears. */
  when: 'before' | 'after';
  /** Of `after`: only when the statement found something. */
  withRows?: boolean;
}

/**
 * Kills a service at an edge of its state machine. Every edge shows on the wire to PostgreSQL, so no
 * service needs to know of it: the statement, or the answer to it, is swallowed and the service dies.
 */
export class KillPoints {
  private armed: (KillPoint & { kill: () => void }) | undefined;

  arm(point: KillPoint, kill: () => void): void {
    this.armed = { ...point, kill };
  }

  disarm(): void {
    this.armed = undefined;
  }

  /** For each connection its own. */
  tap(): Tap {
    const fromClient = new PostgresFrames({ startsUntyped: true });
    const fromServer = new PostgresFrames({ startsUntyped: false });
    let awaited: 'nothing' | 'answer' | 'rows' = 'nothing';
    let dead = false;
    const die = (): undefined => {
      const kill = this.armed?.kill;
      this.disarm();
      dead = true;
      kill?.();
      return undefined;
    };
    return {
      toServer: (chunk) => {
        if (dead) return undefined;
        const matches = fromClient.read(chunk).some((frame) => this.matches(sqlOf(frame)));
        if (!matches) return chunk;
        if (this.armed?.when === 'before') return die();
        awaited = this.armed?.withRows === true ? 'rows' : 'answer';
        return chunk;
      },
      toClient: (chunk) => {
        if (dead) return undefined;
        for (const { type } of fromServer.read(chunk)) {
          if (type === 'D' && awaited === 'rows') awaited = 'answer';
          // ReadyForQuery: the implicit transaction of the statement has ended.
          if (type !== 'Z') continue;
          if (awaited === 'answer' && this.armed !== undefined) return die();
          awaited = 'nothing';
        }
        return chunk;
      },
    };
  }

  private matches(sql: string | undefined): boolean {
    return sql !== undefined && this.armed !== undefined && this.armed.statement.test(sql);
  }
}
