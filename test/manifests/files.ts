import { readFileSync } from 'node:fs';
import { environmentExample } from '#config';

export type Values = Record<string, string>;

/** A file of the repository, by its path from the root. */
export const text = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Names and values of lines like `NAME=value`. */
export const assignments = (lines: string): Values =>
  Object.fromEntries(
    [...lines.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

/** Every variable that services read. */
export const declared: readonly string[] = Object.keys(
  assignments(environmentExample().replaceAll(/^# (?=[A-Z_]+=)/gm, '')),
);

/** How long a service may take to finish what runs. */
export const drainSeconds = Number(
  /drainTimeoutMs \?\? (\d+)_000\b/.exec(text('libs/observability/src/start-service.ts'))?.[1],
);

export const { version, dependencies } = JSON.parse(text('package.json')) as {
  version: string;
  dependencies: Values;
};

/** What the README has `tulia-secrets` hold. */
export const secretKeys: readonly string[] = [
  ...text('k8s/README.md').matchAll(/--from-literal=([A-Z_]+)=/g),
].map(([, name = '']) => name);
