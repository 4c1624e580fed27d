import { type FieldError, Problem } from './problems.js';

/** Bounded, because gRPC's trailers are: a peer refuses more than some kilobytes. */
const maxErrors = 20;
const maxDetail = 500;
const maxFieldText = 200;

/** A problem between our own services, as JSON. */
export interface WireProblem {
  code: string;
  detail: string;
  errors?: FieldError[];
  retryAfterSeconds?: number;
}

export const problemToWire = ({
  code,
  message,
  errors,
  retryAfterSeconds,
}: Problem): WireProblem => ({
  code,
  detail: message.slice(0, maxDetail),
  ...(errors === undefined
    ? {}
    : {
        errors: errors.slice(0, maxErrors).map(({ field, detail }) => ({
          field: field.slice(0, maxFieldText),
          detail: detail.slice(0, maxFieldText),
        })),
      }),
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

/** The problem a peer sent; undefined when it is none. */
export const problemFromWire = (value: unknown): Problem | undefined => {
  const wire = value as Partial<WireProblem> | null | undefined;
  return Problem.isCode(wire?.code)
    ? new Problem(wire.code, wire.detail, {
        errors: wire.errors,
        retryAfterSeconds: wire.retryAfterSeconds,
      })
    : undefined;
};
