import { type DataSource } from 'typeorm';

/** A node of PostgreSQL's plan, as far as it is looked at. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Loops': number;
  readonly 'Actual Rows': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** What one statement did. */
export interface Plan {
  readonly statement: string;
  readonly milliseconds: number;
  /** Pages that were looked at, in memory or on disk. */
  readonly buffers: number;
  readonly rows: number;
  /** Tables read from end to end. */
  readonly scanned: readonly string[];
  readonly indexes: readonly string[];
  /** Tables, or partitions of one, that were looked into. */
  readonly relations: readonly string[];
  /** Whether it was compiled, or shared among processes, first: either takes longer than the rest. */
  readonly prepared: boolean;
}

interface Client {
  on(event: 'notice', listener: (notice: { message?: string }) => void): void;
}

interface Pool {
  on(event: 'acquire', listener: (client: Client) => void): void;
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const distinct = (names: readonly (string | undefined)[]): string[] =>
  [...new Set(names.filter((name) => name !== undefined))].sort();

const planIn = (message: string): Plan | undefined => {
  const [, milliseconds, json = ''] =
    /^duration: ([\d.]+) ms\s+plan:\s+(\{.*)$/s.exec(message) ?? [];
  if (milliseconds === undefined) return undefined;
  const {
    'Query Text': statement,
    Plan: root,
    JIT: jit,
  } = JSON.parse(json) as {
    'Query Text': string;
    Plan: PlanNode;
    JIT?: object;
  };
  const run = nodesOf(root).filter((node) => node['Actual Loops'] > 0);
  return {
    statement,
    milliseconds: Number(milliseconds),
    buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
    rows: root['Actual Rows'],
    scanned: distinct(
      run.map((node) => (node['Node Type'] === 'Seq Scan' ? node['Relation Name'] : undefined)),
    ),
    indexes: distinct(run.map((node) => node['Index Name'])),
    relations: distinct(run.map((node) => node['Relation Name'])),
    prepared: jit !== undefined || run.some((node) => node['Node Type'].startsWith('Gather')),
  };
};

/** Whose rows a transaction may see is said as it begins: control, as BEGIN is. */
const isControl = ({ statement }: Plan): boolean => statement.startsWith('SELECT set_config(');

/** Has every statement of a database explained as it is really run: plan, parameters, and all. */
export const explainAll = async (database: DataSource): Promise<void> => {
  const name = String(database.options.database ?? new URL(urlOf(database)).pathname.slice(1));
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_buffers': 'on',
    'auto_explain.log_format': 'json',
    'auto_explain.log_level': 'notice',
  };
  for (const [setting, value] of Object.entries(settings)) {
    await database.query(`ALTER DATABASE "${name}" SET ${setting} = '${value}'`);
  }
};

const urlOf = ({ options }: DataSource): string => (options as { url?: string }).url ?? '';

/** Gathers the plans that `explainAll` makes PostgreSQL send, of connections opened after it. */
export class PlanRecorder {
  private plans: Plan[] = [];

  constructor(databases: readonly DataSource[]) {
    const heard = new WeakSet<Client>();
    for (const database of databases) {
      // TypeORM's own pool: connections are heard from the first time they are used.
      (database.driver as unknown as { master: Pool }).master.on('acquire', (client) => {
        if (heard.has(client)) return;
        heard.add(client);
        client.on('notice', ({ message = '' }) => {
          const plan = planIn(message);
          if (plan !== undefined && !isControl(plan)) this.plans.push(plan);
        });
      });
    }
  }

  /** The plans of all that some work had the database do. */
  async of(work: () => Promise<unknown>): Promise<Plan[]> {
    const plans: Plan[] = [];
    this.plans = plans;
    await work();
    this.plans = [];
    return plans;
  }
}
