import { type Source } from '#contracts';
import {
  type BusinessHours,
  type HandoffRule,
  type MessageAuthor,
  type NewMessagePolicy,
} from '#persistence';

/** A message the turn has to answer. */
interface UnansweredMessage {
  id: string;
  providerMessageId: string;
  sequence: number;
  text: string;
  attachments: { url: string; contentType?: string }[];
}

export interface PastMessage {
  sequence: number;
  author: MessageAuthor;
  text: string;
}

/** A tenant's agent as the turn needs it. */
export interface AgentSettings {
  name: string;
  tone: string;
  instructions: string;
  model: string | null;
  fallbackModels: string[];
  /** A day, UTC; null: no limit. */
  dailyTokenBudget: number | null;
  dailyCostBudgetUsd: number | null;
  temperature: number;
  maxReplyCharacters: number;
  confidenceThreshold: number;
  maxLowConfidenceTurns: number;
  /** What goes to a human besides: threats of legal action, and great displeasure. */
  handoffRules: HandoffRule[];
  handoffTopics: string[];
  handoffKeywords: string[];
  businessHours: BusinessHours | null;
}

/** The right to answer a conversation, and all that is needed to do it: read in one statement. */
export interface Turn {
  tenantId: string;
  tenantName: string;
  /** ISO 639-1; the tenant's, until the agent has heard the customer. */
  language: string;
  /** IANA name. */
  timezone: string;
  conversationId: string;
  channelId: string;
  customerName: string | null;
  /** Commits under an older fence are refused. */
  fence: number;
  /** How often these messages were begun, this time included. */
  attempt: number;
  lowConfidenceTurns: number;
  newMessagePolicy: NewMessagePolicy;
  agent: AgentSettings;
  /** In order; never empty. */
  unanswered: UnansweredMessage[];
  /** The last messages before them, oldest first. */
  history: PastMessage[];
  /** What the last reply of the agent rested on; the first is what it spoke of. */
  lastSources: Source[];
}

/** The sequence of the last message the turn answers. */
export const newestCovered = ({ unanswered }: Pick<Turn, 'unanswered'>): number =>
  Math.max(...unanswered.map(({ sequence }) => sequence));

/** What the agent decided to say. */
export interface Answer {
  text: string;
  sources: Source[];
  intents: string[];
  /** 0 to 1: how sure the agent is that its sources answer the question. */
  confidence: number;
  /** Whether the agent knew; `lowConfidenceTurns` counts the turns in which it did not. */
  known: boolean;
  /** A human takes over after this reply; the reason is for the operators. */
  handoffReason: string | null;
  model: string;
  promptTokens: number;
  /** Those of `promptTokens` that the provider had cached. */
  cachedPromptTokens: number;
  completionTokens: number;
  costUsd: number;
}

/** What a turn leaves behind besides its reply. */
export interface TurnRecord {
  processingMs: number;
  sqlStatements: number;
  cacheHits: number;
  cacheMisses: number;
  traceId: string | undefined;
}
