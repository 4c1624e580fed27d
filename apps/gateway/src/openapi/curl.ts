import { exampleOf } from './components.js';
import { type DescribedRoute } from './routes.js';

/** For a shell: nothing in single quotes means anything but itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** `/v1/products/:id` → `/v1/products/$ID`: the reader sets what it names. */
const variable = (name: string): string =>
  `$${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** A call as one pastes it into a shell in which `TULIA_URL` and `TULIA_KEY` are set. */
export const sample = ({
  method,
  path,
  access,
  query,
  body,
  operation,
}: DescribedRoute): string => {
  const url = path.replace(/:(\w+)/g, (_, name: string) => variable(name));
  const asked = new URLSearchParams(exampleOf(query) as Record<string, string> | undefined);
  const search = asked.size === 0 ? '' : `?${asked.toString()}`;
  const example = exampleOf(body);
  const [[mediaType, file] = []] = Object.entries(
    operation.files ??
      (example === undefined ? {} : { 'application/json': JSON.stringify(example) }),
  );
  return [
    `curl --fail-with-body -X ${method.toUpperCase()} "$TULIA_URL${url}${search}"`,
    ...(access === 'public' ? [] : [`-H "Authorization: Bearer $TULIA_KEY"`]),
    ...(file === undefined ? [] : [`-H 'Content-Type: ${mediaType}'`, `-d ${quoted(file)}`]),
  ].join(' \\\n  ');
};
