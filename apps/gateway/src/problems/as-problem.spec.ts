import { Problem } from '#contracts';
import { describe, expect, test } from '@jest/globals';
import {
  ForbiddenException,
  HttpException,
  MethodNotAllowedException,
  NotFoundException,
  PayloadTooLargeException,
  UnauthorizedException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { asProblem } from './as-problem.js';

const sqlError = (code: string): Error =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error('pg'), { code }));

describe('an error', () => {
  test('that is a problem stays itself', () => {
    const problem = new Problem('conflict');
    expect(asProblem(problem)).toBe(problem);
  });

  test.each([
    [new UnauthorizedException(), 'unauthenticated'],
    [new ForbiddenException(), 'forbidden'],
    [new NotFoundException('Cannot GET /secret'), 'not_found'],
    [new MethodNotAllowedException(), 'method_not_allowed'],
    [new PayloadTooLargeException(), 'too_large'],
    [new UnsupportedMediaTypeException(), 'unsupported_media_type'],
    [new HttpException('I am a teapot', 418), 'malformed'],
    [new HttpException('Gateway timeout', 504), 'internal'],
    [Object.assign(new Error('bad url'), { statusCode: 400 }), 'malformed'],
    [sqlError('57P03'), 'unavailable'],
    [sqlError('53300'), 'unavailable'],
    [sqlError('08006'), 'unavailable'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'unavailable'],
    [new Error('Connection terminated unexpectedly'), 'unavailable'],
    [sqlError('22021'), 'malformed'],
    [sqlError('42601'), 'internal'],
    [new Error('the password is hunter2'), 'internal'],
    ['a thrown text', 'internal'],
    [undefined, 'internal'],
  ])('%s is %s to the caller', (error, code) => {
    expect(asProblem(error).code).toBe(code);
  });

  test('of ours tells the caller nothing', () => {
    expect(JSON.stringify(asProblem(new Error('hunter2')))).not.toContain('hunter2');
  });

  test('of an absent database says when to come back', () => {
    expect(asProblem(sqlError('57P01')).retryAfterSeconds).toBe(5);
  });
});
