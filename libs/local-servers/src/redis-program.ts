import { installed, onPath } from './debian-program.js';

const advice =
  'Redis is missing: install redis-server or valkey-server (Debian, Ubuntu: `apt-get install ' +
  'redis-server`; macOS: `brew install redis`), or set REDIS_URL.';

const find = (): string | undefined => onPath('redis-server') ?? onPath('valkey-server');

/** The Redis or Valkey of this machine, installed where that needs nobody's consent. */
export const redisProgram = async (onInstall?: (line: string) => void): Promise<string> => {
  const program = find() ?? ((await installed('redis-server', onInstall)) ? find() : undefined);
  if (program === undefined) throw new Error(advice);
  return program;
};
