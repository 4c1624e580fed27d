import { protoPath } from './proto-path.js';

export const catalogProtoPath = (): string => protoPath('catalog.proto');

/**
 * How both sides read the proto file. Numbers are safe: no int64 of ours exceeds 2^53. Defaults are
 * filled in because proto3 does not send them; `withoutNulls` then removes absent messages.
 */
export const catalogProtoOptions = { longs: Number, defaults: true, arrays: true, oneofs: false };
