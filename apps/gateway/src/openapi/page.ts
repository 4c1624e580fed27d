import { type ApiDocument, type ApiOperation, type Parameter } from './document.js';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);

const asJson = (value: unknown): string => escaped(JSON.stringify(value, undefined, 2));

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
pre, code { font: 0.875rem/1.45 ui-monospace, monospace }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid #8884; border-radius: 0.25rem }
details { border-top: 1px solid #8884; padding: 0.25rem 0 }
summary { cursor: pointer; padding: 0.25rem 0 }
table { border-collapse: collapse } td { padding: 0.125rem 1rem 0.125rem 0; vertical-align: top }
nav a { margin-right: 1rem }`;

const folded = (title: string, json: unknown): string =>
  `<details><summary>${escaped(title)}</summary><pre>${asJson(json)}</pre></details>`;

const parameterRow = ({ name, in: place, required, schema }: Parameter): string =>
  `<tr><td><code>${escaped(name)}</code></td><td>${place}${required ? ', required' : ''}</td>` +
  `<td><code>${escaped(JSON.stringify(schema))}</code></td></tr>`;

const parameters = (listed: Parameter[]): string =>
  listed.length === 0 ? '' : `<table>${listed.map(parameterRow).join('')}</table>`;

const operation = (method: string, path: string, described: ApiOperation): string => {
  const { operationId, summary, requestBody, responses } = described;
  const roles = described['x-roles'];
  const who = roles.length === 0 ? 'No key is needed.' : `Keys of: ${roles.join(', ')}.`;
  const [sample] = described['x-codeSamples'];
  return [
    `<details id="${escaped(operationId)}"><summary><code>${method.toUpperCase()} ${escaped(path)}</code>`,
    ` ${escaped(summary)}</summary><p>${escaped(who)}</p>`,
    parameters(described.parameters),
    `<pre>${escaped(sample?.source ?? '')}</pre>`,
    requestBody === undefined ? '' : folded('Body', requestBody.content),
    ...Object.entries(responses).map(([status, answer]) => folded(status, answer)),
    '</details>',
  ].join('');
};

const section = (tag: string, { paths }: ApiDocument): string => {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, described]) => operation(method, path, described)),
  );
  return `<h2 id="${escaped(tag)}">${escaped(tag)}</h2>${operations.join('')}`;
};

/** The document as one page of HTML that needs neither scripts nor a network. */
export const pageOf = (document: ApiDocument): string => {
  const { info, tags, components } = document;
  const links = tags.map(({ name }) => `<a href="#${escaped(name)}">${escaped(name)}</a>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(info.title)} API</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><h1>${escaped(info.title)} API ${escaped(info.version)}</h1>
<p>${escaped(info.description)}</p>
<p>The same for programs: <a href="/docs/openapi.json">openapi.json</a>. The examples are for a shell in
which <code>TULIA_URL</code> and <code>TULIA_KEY</code> are set.</p>
<nav>${links.join('')}</nav>
${tags.map(({ name }) => section(name, document)).join('\n')}
<h2 id="schemas">Schemas</h2>
${Object.entries(components.schemas)
  .map(([name, schema]) => folded(name, schema))
  .join('')}
</body></html>`;
};
