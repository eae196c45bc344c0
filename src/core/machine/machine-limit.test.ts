import { expect, test } from 'vitest';
import { lackIn, lackOf, refusedPlace } from './index.js';

const withCode = (code: string, message = ''): Error => Object.assign(new Error(message), { code });

test('what a machine refuses is known by the code of an error', () => {
  expect(lackOf(withCode('EMFILE'))).toMatch('ulimit -n');
  expect(lackOf(withCode('EAGAIN'))).toMatch('ulimit -u');
  expect(lackOf(withCode('ERR_WORKER_INIT_FAILED'))).toMatch('ulimit -u');
  expect(lackOf(withCode('ENOENT', 'EMFILE'))).toBeUndefined();
});

test('a compiler that could not start, or was ended, is the machine’s too', () => {
  const spawned = new Error('The service was stopped: spawn /x/esbuild EAGAIN');
  expect(lackOf(spawned)).toMatch('ulimit -u');
  expect(lackOf(new Error('The service is no longer running'))).toMatch('was killed');
  expect(lackOf(new Error('The service was stopped'))).toMatch('was killed');
});

test('what a lab throws is none, whatever its message says', () => {
  for (const error of [
    new Error('EMFILE'),
    new Error('x: The service was stopped: EAGAIN'),
    null,
  ]) {
    expect(lackOf(error)).toBeUndefined();
  }
  expect(lackIn('Server.handlePing threw Error')).toBeUndefined();
});

test('a place that the system refuses is named with the reason', () => {
  const refused = (code: string): Error => Object.assign(withCode(code), { path: '/x/y' });
  expect(refusedPlace(refused('EACCES'))).toBe('/x/y: permission denied');
  expect(refusedPlace(refused('EROFS'))).toBe('/x/y: the disk is read-only');
  expect(refusedPlace(refused('ENOENT'))).toBeUndefined();
  expect(refusedPlace(withCode('EACCES'))).toBeUndefined();
});
