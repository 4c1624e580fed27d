import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { statementShape } from './statement-shape.js';

describe("a statement's shape", () => {
  it.each([
    ['SELECT  1\n  FROM t', 'SELECT ? FROM t'],
    ['SELECT a1 FROM t2 WHERE x = $1', 'SELECT a1 FROM t2 WHERE x = ?'],
    [`SELECT 'it''s', E'\\'x' -- why\nFROM "t 1"`, 'SELECT ?, ? FROM "t 1"'],
    ['SELECT /* 7 */ $tag$ any 1 $tag$', 'SELECT ?'],
    ['WHERE id IN ($1, $2,$3) AND x = ANY($4::uuid[])', 'WHERE id IN (?) AND x = ANY(?::uuid[])'],
    ['INSERT INTO t VALUES ($1, $2), ($3, $4)', 'INSERT INTO t VALUES (?)'],
  ])('of %s is %s', (statement, shape) => {
    expect(statementShape(statement)).toBe(shape);
  });

  it('is its own shape', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const shape = statementShape(`SELECT ${text.replaceAll(/['"$/*-]/g, '')} FROM t`);
        expect(statementShape(shape)).toBe(shape);
      }),
    );
  });

  it('does not depend on the values, nor on how many there are', () => {
    const literal = fc.oneof(
      fc.nat().map(String),
      fc.string().map((text) => `'${text.replaceAll("'", "''")}'`),
      fc.nat({ max: 99 }).map((number) => `$${number}`),
    );
    fc.assert(
      fc.property(fc.array(literal, { minLength: 1 }), (values) => {
        expect(statementShape(`SELECT * FROM t WHERE id IN (${values.join(', ')})`)).toBe(
          'SELECT * FROM t WHERE id IN (?)',
        );
      }),
    );
  });
});
