#!/usr/bin/env node
// The part of curl that the API's examples use, for machines that have only Node: `-X`, `-H`, `-d`
// and `--fail-with-body` (an answer of 400 or more is printed, and the exit code is 22).
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    data: { type: 'string', short: 'd' },
    'fail-with-body': { type: 'boolean' },
  },
});
const [url = ''] = positionals;
const headers = new globalThis.Headers();
for (const line of values.header) {
  const [name = '', value = ''] = line.split(': ');
  headers.set(name, value);
}
const answer = await globalThis.fetch(url, { method: values.request, headers, body: values.data });
process.stdout.write(await answer.text());
process.exitCode = answer.ok ? 0 : 22;
