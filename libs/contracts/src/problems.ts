/**
 * Every error a caller can meet, with its HTTP status and title; the RFC 9457 `type` and the
 * stable `code` come from the key.
 */
export const problemCatalogue = {
  malformed: { status: 400, title: 'The request is malformed' },
  unsigned: { status: 401, title: 'The signature is missing or wrong' },
  stale: { status: 401, title: 'The timestamp is outside the tolerance' },
  unauthenticated: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'The key may not do this' },
  not_found: { status: 404, title: 'There is no such resource' },
  method_not_allowed: { status: 405, title: 'The resource does not know this method' },
  conflict: { status: 409, title: 'The request conflicts with what is stored' },
  precondition_failed: { status: 412, title: 'The resource is not what If-Match names' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  unprocessable: { status: 422, title: 'The request cannot be carried out' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'A part this request needs is unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemCatalogue;

/** One field that is wrong: a JSON pointer into the body (`/price/currency`), or a header or parameter name. */
export interface FieldError {
  field: string;
  detail: string;
}

export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail?: string;
  errors?: FieldError[];
}

/** An error meant for the caller. Anything else that is thrown becomes `internal` and is logged. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: FieldError[] | undefined;
  /** Seconds after which trying again makes sense; sent as Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    detail?: string,
    options: { errors?: FieldError[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail ?? problemCatalogue[code].title, { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return problemCatalogue[this.code].status;
  }

  /** The RFC 9457 body. */
  toJSON(): ProblemDetails {
    const { status, title } = problemCatalogue[this.code];
    return {
      type: `urn:tulia:problem:${this.code}`,
      title,
      status,
      code: this.code,
      ...(this.message === title ? {} : { detail: this.message }),
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }

  static isCode(code: unknown): code is ProblemCode {
    return typeof code === 'string' && Object.hasOwn(problemCatalogue, code);
  }
}
