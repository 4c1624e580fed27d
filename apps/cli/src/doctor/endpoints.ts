import { connect } from 'node:net';
import { type Environment } from '#config';
import { type Finding, ok, reason, warning } from './finding.js';

const patienceMs = 3000;

const configured = [
  ['LLM_BASE_URL', 'answers come from the fallback models and the builtin one until it is back'],
  ['LLM_ANTHROPIC_BASE_URL', 'its models cannot be asked'],
  ['LLM_GOOGLE_BASE_URL', 'its models cannot be asked'],
  ['EMBEDDINGS_URL', 'search is by words alone'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'traces are lost'],
] as const;

/** @throws why nobody listens there */
const reach = ({ hostname, port, protocol }: URL): Promise<void> =>
  new Promise((resolve, reject) => {
    // A URL keeps the brackets of an IPv6 address.
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({
      host,
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
      timeout: patienceMs,
    });
    socket.once('connect', () => (socket.destroy(), resolve()));
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error(`no answer in ${patienceMs} ms`)));
  });

/** Whether anybody listens at what the suite can work without; no request is sent, none is paid. */
export const endpointFindings = (environment: Environment): Promise<Finding[]> =>
  Promise.all(
    configured.flatMap(([name, consequence]) => {
      const url = environment[name];
      if (url === undefined) return [];
      const { origin } = new URL(url);
      return [
        reach(new URL(url)).then(
          () => ok(name, `${origin} is reached`),
          (error: unknown) =>
            warning(name, reason(error), `Check ${name} and the way to ${origin}: ${consequence}.`),
        ),
      ];
    }),
  );
