import {
  Check,
  Column,
  Entity,
  JoinColumn,
  OneToOne,
  PrimaryColumn,
  UpdateDateColumn,
} from 'typeorm';
import { bigintAsNumber, numericAsNumber } from './columns.js';
import { type NewMessagePolicy } from './channel.entity.js';
import { TenantEntity } from './tenant.entity.js';

/** Opening times of one weekday, `HH:MM` in the tenant's timezone; a day left out is closed. */
export type BusinessHours = Partial<
  Record<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun', { open: string; close: string }>
>;

/** Besides being asked for a human: what a tenant may leave to its agent all the same. */
export const handoffRules = ['legal_threat', 'distress'] as const;
export type HandoffRule = (typeof handoffRules)[number];

/** A tenant's persona, model, thresholds and handoff rules. */
@Entity('agent_configuration')
@Check('agent_configuration_temperature', `"temperature" BETWEEN 0 AND 2`)
@Check('agent_configuration_confidence_threshold', `"confidence_threshold" BETWEEN 0 AND 1`)
@Check('agent_configuration_max_reply_characters', `"max_reply_characters" BETWEEN 50 AND 10000`)
@Check(
  'agent_configuration_max_low_confidence_turns',
  `"max_low_confidence_turns" BETWEEN 1 AND 20`,
)
@Check('agent_configuration_budgets', `LEAST("daily_token_budget", "daily_cost_budget_usd") >= 0`)
@Check(
  'agent_configuration_handoff_rules',
  `"handoff_rules" <@ ARRAY['legal_threat', 'distress']::text[]`,
)
@Check('agent_configuration_turn_window', `"turn_window_ms" BETWEEN 0 AND 60000`)
@Check('agent_configuration_new_message_policy', `"new_message_policy" IN ('queue', 'supersede')`)
export class AgentConfigurationEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @Column('text', { default: 'Assistant' })
  name!: string;

  @Column('text', { default: 'friendly' })
  tone!: string;

  @Column('text', { default: '' })
  instructions!: string;

  /** Null: the suite's default (`LLM_MODEL`). */
  @Column('text', { nullable: true })
  model!: string | null;

  @Column('text', { array: true, default: '{}' })
  fallbackModels!: string[];

  /** Tokens a day (UTC) that models may use, prompt and completion together; null: no limit. */
  @Column('bigint', { nullable: true, transformer: bigintAsNumber })
  dailyTokenBudget!: number | null;

  /** US dollars a day (UTC) that models may cost; null: no limit. */
  @Column('numeric', {
    precision: 14,
    scale: 8,
    nullable: true,
    transformer: numericAsNumber,
  })
  dailyCostBudgetUsd!: number | null;

  @Column('double precision', { default: () => '0.2' })
  temperature!: number;

  @Column('integer', { default: 1000 })
  maxReplyCharacters!: number;

  @Column('double precision', { default: () => '0.4' })
  confidenceThreshold!: number;

  @Column('integer', { default: 3 })
  maxLowConfidenceTurns!: number;

  @Column('text', { array: true, default: '{legal_threat,distress}' })
  handoffRules!: HandoffRule[];

  @Column('text', { array: true, default: '{}' })
  handoffTopics!: string[];

  @Column('text', { array: true, default: '{}' })
  handoffKeywords!: string[];

  /** Milliseconds; null: the suite's default (`TURN_WINDOW_MS`). */
  @Column('integer', { nullable: true })
  turnWindowMs!: number | null;

  @Column('text', { default: 'queue' })
  newMessagePolicy!: NewMessagePolicy;

  /** Null: always open. */
  @Column('jsonb', { nullable: true })
  businessHours!: BusinessHours | null;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;

  @OneToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'agent_configuration_tenant' })
  tenant?: TenantEntity;
}
