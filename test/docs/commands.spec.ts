import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Command } from 'commander';
import { commandLine } from '../../apps/cli/src/command-line.js';
import { benchmarks } from '../bench/benchmarks.js';

const pages = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((page) => page !== '');

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};

/** What a page tells to type after `start`, without its comment, one entry each time. */
const told = (page: string, start: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(new RegExp(`${start}([^\\n\`#|)]*)`, 'g'))].map(
    ([, rest = '']) => rest.trim(),
  );

const words = (line: string): string[] => line.match(/"[^"]*"|'[^']*'|<[^>]*>|\S+/g) ?? [];

/** Follows the words down to the command they name. @returns what nobody would understand */
const notUnderstood = (line: string): string[] => {
  const given = words(line);
  // The command line as such: `npm run cli -- <noun> <verb>`.
  if (given[0]?.startsWith('<') ?? true) return [];
  let command: Command = commandLine();
  while (command.commands.length > 0) {
    const next = command.commands.find((each) => each.name() === given[0]);
    if (next === undefined) return [given[0] ?? `${command.name()} …`];
    command = next;
    given.shift();
  }
  const known = command.options.flatMap(({ long, short }) => [long, short]);
  return given
    .filter((word) => word.startsWith('-'))
    .map((word) => word.split('=', 1)[0]!)
    .filter((option) => !known.includes(option));
};

describe.each(pages)('what %s tells to type', (page) => {
  it('is a script of package.json', () => {
    const names = told(page, 'npm run (?:--silent )?').map((line) => words(line)[0] ?? '');
    expect(names.filter((name) => /^[a-z]/.test(name) && scripts[name] === undefined)).toEqual([]);
  });

  it('is a command of the command line, with options it has', () => {
    expect(told(page, 'npm run cli -- ').flatMap(notUnderstood)).toEqual([]);
  });

  it('is a benchmark there is', () => {
    const names = told(page, 'npm run bench -- ').map((line) => words(line)[0] ?? '');
    expect(names.filter((name) => benchmarks[name] === undefined)).toEqual([]);
  });

  it('is a folder of k8s', () => {
    const folders = told(page, 'apply -k ').map((line) => words(line)[0] ?? '');
    expect(folders.filter((folder) => folder !== '' && !existsSync(folder))).toEqual([]);
  });
});
