import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What customers asked and nothing answered: the next entries of the knowledge. */
export class UnansweredQuestions1764520000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE unanswered_question (
        tenant_id uuid NOT NULL,
        id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        text text NOT NULL,
        language text NOT NULL,
        state text NOT NULL DEFAULT 'open',
        knowledge_id uuid,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT unanswered_question_conversation
          FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
        CONSTRAINT unanswered_question_state CHECK (state IN ('open', 'drafted', 'dismissed'))
      );
      CREATE INDEX unanswered_question_state_index ON unanswered_question (tenant_id, state, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE unanswered_question');
  }
}
