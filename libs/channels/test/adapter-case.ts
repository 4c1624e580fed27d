import {
  type ChannelAdapter,
  type ChannelConnection,
  type InboundMessage,
  type ProviderRequest,
} from '../src/channel-adapter.js';
import { type OutboundGuard } from '../src/outbound/outbound-guard.js';
import { type ApiAnswer, type ApiRequest } from '../../../test/support/fake-api.js';

/** What the contract of adapters needs to know of one of them. */
export interface AdapterCase {
  create: (guard: OutboundGuard) => ChannelAdapter;
  /** @param apiUrl where replies go */
  connection: (apiUrl: string) => ChannelConnection;
  /** The same, with other secrets. */
  strange: (connection: ChannelConnection) => ChannelConnection;
  /** The body of a request with one message of a customer. */
  bodyOf: (text: string) => Buffer;
  /** Other requests of the provider: of other types of messages, or of statuses. */
  otherBodies?: readonly Buffer[];
  /** The request of a body, signed as the provider does it. */
  sign: (body: Buffer, connection: ChannelConnection) => ProviderRequest;
  /** The message of `bodyOf`. */
  messageOf: (text: string) => Partial<InboundMessage>;
  /** The header that proves who sent it, and those that are signed with the body. */
  signedHeaders: readonly string[];
  /** Whether bodies of other bytes say the same, so far as it is signed. None by default. */
  saysTheSame?: (body: Buffer, other: Buffer) => boolean;
  /** The provider's API; undefined: the channel has none. */
  api?: {
    accepts: ApiAnswer;
    /** The text of one request of ours. */
    textOf: (request: ApiRequest) => string;
  };
}
