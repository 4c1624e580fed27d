import { execFileSync, spawnSync } from 'node:child_process';

const user = 'postgres';
const asUser = ['--reuid', user, '--regid', user, '--clear-groups'];
/** Lets the user reach a checkout below a closed directory such as /root. */
const reachingEverywhere = [
  ...['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'],
  ...['--securebits', '+no_setuid_fixup'],
];

interface Ids {
  uid: number;
  gid: number;
}

export interface PostgresUser {
  /** Undefined when it is the current user. */
  ids?: Ids;
  command(program: string, args: string[]): [program: string, args: string[]];
}

const lookUp = (): Ids | undefined => {
  const id = (option: string): number =>
    Number.parseInt(spawnSync('id', [option, user], { encoding: 'utf8' }).stdout, 10);
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isNaN(uid) ? undefined : { uid, gid };
};

const create = (): Ids => {
  execFileSync('useradd', ['--system', '--user-group', '--no-create-home', user]);
  const ids = lookUp();
  if (!ids) throw new Error(`The user "${user}", needed to run PostgreSQL as root, was not made.`);
  return ids;
};

/** PostgreSQL refuses to run as root; then it runs as the user `postgres`, made when missing. */
export const postgresUser = (): PostgresUser => {
  if (process.getuid?.() !== 0) return { command: (program, args) => [program, args] };
  const ids = lookUp() ?? create();
  const anywhere = [...asUser, ...reachingEverywhere];
  const options = spawnSync('setpriv', [...anywhere, 'true']).status === 0 ? anywhere : asUser;
  return { ids, command: (program, args) => ['setpriv', [...options, program, ...args]] };
};
