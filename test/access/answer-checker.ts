import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type ApiDocument, type ApiOperation } from '../../apps/gateway/src/openapi/document.js';

/** @returns what of an answer is not as the document has it; empty: all of it is */
export type CheckAnswer = (operation: ApiOperation, status: number, body: string) => string[];

interface DescribedAnswer {
  content?: Record<string, { schema?: object }>;
}

/** Reads JSON answers with Ajv, as a client that trusts the document would. */
export const answerChecker = ({ components }: ApiDocument): CheckAnswer => {
  // The document's schemas are OpenAPI's: `example` and the like are no keywords of JSON Schema.
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ({ operationId, responses }, status, body) => {
    const answer = responses[String(status)] as DescribedAnswer | undefined;
    if (answer === undefined) return [`${operationId}: ${status} is not described: ${body}`];
    const [[media, content] = []] = Object.entries(answer.content ?? {});
    if (content === undefined) return body === '' ? [] : [`${operationId}: a body: ${body}`];
    if (!media?.includes('json') || content.schema === undefined) return [];
    const isRight = ajv.compile({ ...content.schema, components });
    if (isRight(JSON.parse(body))) return [];
    return [`${operationId} ${status}: ${ajv.errorsText(isRight.errors)}: ${body}`];
  };
};
