import { type z } from 'zod';
import { Components, exampleOf, type JsonSchema } from './components.js';
import { sample } from './curl.js';
import { problemAnswers, problemDetails } from './problem-answers.js';
import { type DescribedRoute } from './routes.js';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

interface Content {
  content: Record<string, { schema?: JsonSchema; example?: unknown }>;
}

export interface ApiOperation {
  operationId: string;
  summary: string;
  tags: string[];
  /** Roles whose keys may call it; none: no key is needed. */
  'x-roles': string[];
  'x-codeSamples': { lang: string; source: string }[];
  security: object[];
  parameters: Parameter[];
  requestBody?: Content & { required: boolean };
  responses: Record<string, object>;
}

/** An OpenAPI 3.1 document. */
export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, ApiOperation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: object };
}

/** `/v1/products/:id` → `/v1/products/{id}`. */
const templateOf = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

/** `/v1/operations/cache/entry` → `operations`; what is not of the API's version goes by its name. */
const tagOf = (path: string): string => {
  const [first = '', second = first] = path.split('/').filter((part) => part !== '');
  return first === 'v1' ? second : first;
};

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key and request within a day: the same answer, and nothing is done twice',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const ifMatch: Parameter = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'The `ETag` of what you have read: 412, and nothing is done, if it has changed since',
  schema: { type: 'string' },
};

const pathParameters = (path: string): Parameter[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'id' ? { type: 'string', format: 'uuid' } : { type: 'string' },
  }));

interface ObjectSchema {
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

const queryParameters = (query: z.ZodType | undefined, components: Components): Parameter[] => {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = components.write(query, 'input') as ObjectSchema;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
};

/** The examples of a body are its schema's own. */
const bodyOf = (body: z.ZodType, components: Components): ApiOperation['requestBody'] => {
  const example = exampleOf(body);
  return {
    required: !body.safeParse(undefined).success,
    content: {
      'application/json': {
        schema: components.write(body, 'input'),
        ...(example === undefined ? {} : { example }),
      },
    },
  };
};

const fileOf = (files: Readonly<Record<string, string>>): ApiOperation['requestBody'] => ({
  required: true,
  content: Object.fromEntries(
    Object.entries(files).map(([mediaType, example]) => [
      mediaType,
      { schema: { type: 'string' }, example },
    ]),
  ),
});

const requestOf = ({ body, operation }: DescribedRoute, components: Components): object => {
  if (operation.files !== undefined) return { requestBody: fileOf(operation.files) };
  return body === undefined ? {} : { requestBody: bodyOf(body, components) };
};

const goodAnswer = ({ operation, status }: DescribedRoute, components: Components): object => {
  const { answer, media = 'application/json' } = operation;
  const description = status === 204 ? 'Done' : operation.summary;
  if (answer !== undefined) {
    return { description, content: { [media]: { schema: components.write(answer, 'output') } } };
  }
  return operation.media === undefined
    ? { description }
    : { description, content: { [media]: {} } };
};

const operationOf = (route: DescribedRoute, components: Components): ApiOperation => {
  const { access, path } = route;
  const isPublic = access === 'public';
  return {
    operationId: route.name.replace('Controller.', '_'),
    summary: route.operation.summary,
    tags: [tagOf(path)],
    'x-roles': isPublic ? [] : access,
    'x-codeSamples': [{ lang: 'Shell', source: sample(route) }],
    security: isPublic ? [] : [{ apiKey: [] }],
    parameters: [
      ...pathParameters(path),
      ...queryParameters(route.query, components),
      ...(route.isIdempotent ? [idempotencyKey] : []),
      ...(route.operation.problems?.includes('precondition_failed') ? [ifMatch] : []),
    ],
    ...requestOf(route, components),
    responses: {
      [String(route.status)]: goodAnswer(route, components),
      ...problemAnswers(route, components.write(problemDetails, 'output')),
    },
  };
};

const description = `
Answers are JSON; errors are RFC 9457 problems with a stable \`code\`. Lists are newest first and paged
by \`limit\` and \`cursor\`: the \`nextCursor\` of a page asks for the next one. A \`POST\` with an
\`Idempotency-Key\` can be sent again without being done again. What can be changed is read with an
\`ETag\`; sent along as \`If-Match\`, it keeps two who change the same from undoing each other's work.`.trim();

/** Describes the routes, sorted by path. */
export const documentOf = (routes: DescribedRoute[], version: string): ApiDocument => {
  const components = new Components();
  const paths: ApiDocument['paths'] = {};
  for (const route of routes.toSorted((one, other) => one.path.localeCompare(other.path))) {
    const path = templateOf(route.path);
    paths[path] = { ...paths[path], [route.method]: operationOf(route, components) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tulia', version, description },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ path }) => tagOf(path)))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } },
    },
  };
};
