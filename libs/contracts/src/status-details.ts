import protobuf from 'protobufjs';
import { problemFromWire, type WireProblem } from './problem-wire.js';
import { type Problem } from './problems.js';
import { protoPath } from './proto-path.js';

/** The trailer in which gRPC's richer error model carries what a status code cannot say. */
export const statusDetailsKey = 'grpc-status-details-bin';

const domain = 'tulia';

const types = protobuf.loadSync(protoPath('status.proto'));
const statusType = types.lookupType('google.rpc.Status');
const details = {
  ErrorInfo: types.lookupType('google.rpc.ErrorInfo'),
  BadRequest: types.lookupType('google.rpc.BadRequest'),
  RetryInfo: types.lookupType('google.rpc.RetryInfo'),
};
type DetailName = keyof typeof details;

/** protobufjs keeps the names of this type's fields as they are. */
interface Any {
  type_url: string;
  value: Uint8Array;
}

interface StatusMessage {
  message: string;
  details: Any[];
}

const packed = (name: DetailName, message: object): Any => ({
  type_url: `type.googleapis.com/google.rpc.${name}`,
  value: details[name].encode(message).finish(),
});

const unpacked = <Message>(
  name: DetailName,
  { details: sent }: StatusMessage,
): Message | undefined => {
  const found = sent.find(({ type_url: typeUrl }) => typeUrl.endsWith(`/google.rpc.${name}`));
  return found === undefined
    ? undefined
    : (details[name].toObject(details[name].decode(found.value), {
        longs: Number,
        defaults: true,
      }) as Message);
};

/**
 * A problem as `google.rpc.Status` with `ErrorInfo` (the problem's code), `BadRequest` (its wrong
 * fields) and `RetryInfo`, each where there is something to say.
 * @param code the gRPC status code
 * @see https://google.aip.dev/193
 */
export const problemToStatusDetails = (code: number, problem: WireProblem): Buffer => {
  const sent = [packed('ErrorInfo', { reason: problem.code, domain })];
  if (problem.errors !== undefined) {
    const fieldViolations = problem.errors.map(({ field, detail }) => ({
      field,
      description: detail,
    }));
    sent.push(packed('BadRequest', { fieldViolations }));
  }
  if (problem.retryAfterSeconds !== undefined) {
    sent.push(packed('RetryInfo', { retryDelay: { seconds: problem.retryAfterSeconds } }));
  }
  return Buffer.from(statusType.encode({ code, message: problem.detail, details: sent }).finish());
};

/** The problem that a peer sent; undefined when it is none of ours, or unreadable. */
export const problemFromStatusDetails = (bytes: Uint8Array): Problem | undefined => {
  try {
    const status = statusType.toObject(statusType.decode(bytes), {
      defaults: true,
      arrays: true,
    }) as StatusMessage;
    const info = unpacked<{ reason: string; domain: string }>('ErrorInfo', status);
    if (info?.domain !== domain) return undefined;
    const bad = unpacked<{ fieldViolations: { field: string; description: string }[] }>(
      'BadRequest',
      status,
    );
    const retry = unpacked<{ retryDelay: { seconds: number } }>('RetryInfo', status);
    return problemFromWire({
      code: info.reason,
      detail: status.message,
      errors: bad?.fieldViolations.map(({ field, description }) => ({
        field,
        detail: description,
      })),
      retryAfterSeconds: retry?.retryDelay.seconds,
    });
  } catch {
    return undefined;
  }
};
