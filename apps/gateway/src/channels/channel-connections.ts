import { randomBytes } from 'node:crypto';
import { type ChannelAdapter, ChannelAdapters, joinSecrets } from '#channels';
import { type Environment, InjectEnvironment } from '#config';
import { parseInput } from '#contracts';
import { type ChannelEntity, type DeliveryGuarantee, SecretBox } from '#persistence';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { refusedField } from '../http/fields.js';
import {
  type ChannelChanges,
  type ChannelInput,
  neededUrl,
  refuseWebhookFields,
} from './channel.schemas.js';
import { assertDeliverable } from './delivery-target.js';

/** Columns that say how a channel and its provider reach each other. */
type ConnectionColumns = Partial<
  Pick<ChannelEntity, 'deliveryUrl' | 'secretSealed' | 'settings' | 'deliveryGuarantee'>
>;

/** Those that are not undefined: what a change says nothing of stays. */
export const given = <Fields extends object>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;

/** What a tenant says of a channel's connection, as its kind has it. */
interface KindOfConnection {
  /** `secret`: the one that was made, or given alone; to be shown this once. */
  create(input: ChannelInput): ConnectionColumns & { secret?: string };
  change(row: ChannelEntity, changes: ChannelChanges): ConnectionColumns;
}

/** Checks, and makes columns of, what the kinds of channels need; their adapters say what that is. */
@Injectable()
export class ChannelConnections {
  constructor(
    private readonly adapters: ChannelAdapters,
    private readonly secrets: SecretBox,
    @InjectEnvironment() private readonly environment: Environment,
  ) {}

  /** @throws Problem `unprocessable` for a kind without an adapter */
  ofKind(kind: string): KindOfConnection {
    const adapter = this.adapters.forKind(kind);
    if (adapter === undefined) {
      throw refusedField('/kind', `must be one of ${this.adapters.kinds.join(', ')}`);
    }
    return kind === 'webhook' ? this.webhook(adapter) : this.provider(adapter);
  }

  private webhook(adapter: ChannelAdapter): KindOfConnection {
    return {
      create: (input) => {
        const { secret, secrets = [secret ?? `whsec_${randomBytes(32).toString('base64')}`] } =
          input;
        return {
          deliveryUrl: this.deliverable(neededUrl(input.deliveryUrl)),
          secretSealed: this.secrets.seal(joinSecrets(secrets)),
          settings: this.settings(adapter, input.settings),
          deliveryGuarantee: input.deliveryGuarantee ?? 'exactly_once',
          ...(secrets[0] === undefined ? {} : { secret: secrets[0] }),
        };
      },
      change: (_row, { deliveryUrl, deliveryGuarantee, settings, secret, ...changes }) => {
        const { secrets = secret === undefined ? undefined : [secret] } = changes;
        return given({
          deliveryUrl: deliveryUrl === undefined ? undefined : this.deliverable(deliveryUrl),
          secretSealed: secrets === undefined ? undefined : this.secrets.seal(joinSecrets(secrets)),
          settings: settings === undefined ? undefined : this.settings(adapter, settings),
          deliveryGuarantee,
        });
      },
    };
  }

  private provider(adapter: ChannelAdapter): KindOfConnection {
    return {
      create: (input) => {
        refuseWebhookFields(input);
        return given({
          settings: this.settings(adapter, input.settings),
          secretSealed: this.sealedCredentials(adapter, input.credentials ?? {}),
          deliveryGuarantee: guarantee(adapter, input.deliveryGuarantee) ?? safest(adapter),
        });
      },
      change: (row, changes) => {
        refuseWebhookFields(changes);
        const { settings, credentials } = changes;
        return given({
          settings:
            settings === undefined
              ? undefined
              : this.settings(adapter, merged(row.settings, settings)),
          secretSealed:
            credentials === undefined
              ? undefined
              : this.sealedCredentials(adapter, merged(this.credentialsOf(row), credentials)),
          deliveryGuarantee: guarantee(adapter, changes.deliveryGuarantee),
        });
      },
    };
  }

  private settings(adapter: ChannelAdapter, value: unknown = {}): Record<string, unknown> {
    const { settings } = parseInput(z.object({ settings: adapter.settings }), { settings: value });
    const { apiBaseUrl } = settings;
    if (typeof apiBaseUrl === 'string') this.deliverable(apiBaseUrl, '/settings/apiBaseUrl');
    return settings;
  }

  /** Undefined: the kind has none. */
  private sealedCredentials(
    adapter: ChannelAdapter,
    value: Record<string, unknown>,
  ): Buffer | undefined {
    const schema = z.object({ credentials: adapter.credentials ?? z.strictObject({}) });
    const { credentials } = parseInput(schema, { credentials: value });
    return adapter.credentials && this.secrets.seal(JSON.stringify(credentials));
  }

  private credentialsOf({ secretSealed }: ChannelEntity): Record<string, unknown> {
    if (secretSealed === null) return {};
    return JSON.parse(this.secrets.open(secretSealed)) as Record<string, unknown>;
  }

  private deliverable(url: string, field?: string): string {
    return assertDeliverable(url, this.environment.OUTBOUND_ALLOW_HOSTS, field);
  }
}

/** As RFC 7396 has it, one level deep: null takes a field away. */
const merged = (
  before: object,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null),
  );

const safest = ({ capabilities }: Pick<ChannelAdapter, 'capabilities'>): DeliveryGuarantee =>
  capabilities.idempotentSends ? 'exactly_once' : 'at_most_once';

/** @throws Problem `unprocessable` for a promise the provider does not let us keep */
const guarantee = (
  { kind, capabilities }: ChannelAdapter,
  asked: DeliveryGuarantee | undefined,
): DeliveryGuarantee | undefined => {
  if (asked === undefined) return undefined;
  if (capabilities.idempotentSends) {
    throw refusedField('/deliveryGuarantee', `is always ${safest({ capabilities })} for ${kind}`);
  }
  if (asked === 'exactly_once') {
    const detail = `${kind} does not recognise a repeated send: at_most_once or at_least_once`;
    throw refusedField('/deliveryGuarantee', detail);
  }
  return asked;
};
