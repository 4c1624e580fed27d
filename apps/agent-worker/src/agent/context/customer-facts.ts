import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type Turn } from '../../turns/turn.js';

/** What is known of the customer who writes, and of nobody else. */
export interface CustomerFacts {
  /** ISO 8601 date of the first contact. */
  customerSince: string;
  /** This one included. */
  conversations: number;
  /** What the customer wrote in this conversation before the turn's history, newest first. */
  earlierMessages: string[];
}

const mostEarlierMessages = 10;

/** Of the customer of that conversation only: nothing else names one, so nobody else's can be read. */
const statement = `
  SELECT to_char(customer.created_at, 'YYYY-MM-DD') AS "customerSince",
    (SELECT count(*)::int FROM conversation AS own
      WHERE own.tenant_id = $1 AND own.customer_id = customer.id) AS conversations,
    (SELECT coalesce(jsonb_agg(text ORDER BY sequence DESC), '[]') FROM (
      SELECT sequence, left(text, 300) AS text FROM message
      WHERE tenant_id = $1 AND conversation_id = $2 AND author = 'customer' AND text <> ''
        AND sequence < $3
      ORDER BY sequence DESC LIMIT $4) AS earlier) AS "earlierMessages"
  FROM conversation JOIN customer
    ON (customer.tenant_id, customer.id) = (conversation.tenant_id, conversation.customer_id)
  WHERE conversation.tenant_id = $1 AND conversation.id = $2`;

@Injectable()
export class CustomerFactsReader {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async read({ tenantId, conversationId, history }: Turn): Promise<CustomerFacts | undefined> {
    const before = history[0]?.sequence ?? 0;
    const rows: CustomerFacts[] = await this.database.query(statement, [
      ...[tenantId, conversationId, before, mostEarlierMessages],
    ]);
    return rows[0];
  }
}
